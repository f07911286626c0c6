/**
 * Scenarios around one that the user gives: the same models with the same roles, the same policy and the same deadline,
 * under other traffic, with models that are faster, slower or broken, and with faults.
 *
 * While it shrinks it loses faults, then models that nobody needs: those that may not answer and that the policy does not
 * name.
 */
import fc from 'fast-check';
import { isPlainMap, type Plain, type PlainMap } from '../../scenarios/tree.ts';
import type { Subject } from '../subjects/subject.ts';
import { faultsFor } from './fault-plans.ts';
import { modelsAround, rolesOf } from './models.ts';
import { surroundings } from './scenarios.ts';
import { DURATION_S, trafficAround } from './traffic.ts';

export function scenariosAround({ base }: Pick<Subject, 'base'>): fc.Arbitrary<PlainMap> {
  const spare = spareModels(base);
  return fc
    .record({
      models: modelsAround(base.models),
      traffic: trafficAround(base.traffic),
      around: surroundings,
      /** Which of the models that could be missed are there. */
      present: fc.oneof(
        { withCrossShrink: true },
        { weight: 1, arbitrary: fc.subarray([...spare]) },
        { weight: 3, arbitrary: fc.constant([...spare]) },
      ),
    })
    .map(({ models, traffic, around, present }): PlainMap => {
      const kept = Object.fromEntries(
        Object.entries(models).filter(([name]) => !spare.includes(name) || present.includes(name)),
      );
      const plan = { models: rolesOf(kept), sources: Object.keys(traffic) };
      return {
        version: 1,
        seed: around.seed,
        duration: `${DURATION_S}s`,
        traffic,
        ...(base.enrichment && { enrichment: base.enrichment }),
        models: kept,
        streams: { ...(isPlainMap(base.streams) && keptOf(base.streams)), delays: around.delays },
        rendezvous: base.rendezvous ?? null,
        ...(around.faults.length > 0 && { faults: faultsFor(around.faults, plan) }),
      };
    });
}

const FEWEST_PARTITIONS = 4;

/** What the user has said of the log, but for its delays. */
function keptOf({ partitions, retention }: PlainMap): Record<string, Plain> {
  return {
    partitions: Math.max(FEWEST_PARTITIONS, typeof partitions === 'number' ? partitions : 0),
    ...(retention && { retention }),
  };
}

/** Models that may not answer, and whose names stand nowhere in the policy. */
function spareModels({ models, rendezvous }: PlainMap): readonly string[] {
  const policy = isPlainMap(rendezvous) ? JSON.stringify(rendezvous.policy) : '';
  const roles = rolesOf(isPlainMap(models) ? models : {});
  const mayBeMissed = roles.filter(([name, role]) => {
    const isQuiet = role === 'shadow' || role === 'canary' || role === 'decoy';
    return isQuiet && !policy.includes(`"${name}"`);
  });
  return mayBeMissed.map(([name]) => name);
}
