/** A simulation with a companion thread is the same simulation: to the last bit, and in what it says when it fails. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Ledger, RETURNED } from '../../measure/ledger.ts';
import { layoutOf } from '../../measure/measures.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import { ANSWER_DEFAULT, type Policy, WAIT } from '../../rendezvous/policy.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { BlockReader, BlockWriter, createRing } from '../../sim/block-ring.ts';
import { CLASSES, type Classes } from '../../sim/classes.ts';
import { Companion } from '../../sim/companion.ts';
import { FrontEndHost } from '../../sim/front-end-host.ts';
import { Simulation } from '../../sim/simulation.ts';
import { load } from '../library/running.ts';
import {
  build,
  callers,
  exponential,
  fingerprint,
  IDEAL,
  lognormal,
  MS,
  model,
  runOnly,
} from './scenario-builder.ts';

const companions: Companion[] = [];

afterEach(() => {
  for (const companion of companions.splice(0)) companion.close();
});

function runWithCompanion(scenario: Scenario, seed: number, classes: Partial<Classes> = {}): RunMeasures {
  const companion = new Companion();
  companions.push(companion);
  const { createCallers, openBooks } = companion;
  const parts = { ...CLASSES, ...classes, createCallers, openBooks };
  const simulation = new Simulation(scenario, seed, 0, undefined, parts);
  while (simulation.advance(200_000));
  return simulation.finish(true);
}

describe('a simulation with a companion thread', () => {
  test.each([
    'broker-down',
    'canary-sees-drift',
    'commit-order',
    'enrichment-bottleneck',
    'ensemble-quorum',
    'malformed-input',
    'retrying-callers',
    'slow-primary',
  ])('measures the same of %s', async (name) => {
    const { runs } = await load(name);
    const scenario = { ...(runs.at(-1)?.scenario ?? build({})), requests: 20_000 };
    expect(fingerprint(runWithCompanion(scenario, 3))).toBe(fingerprint(runOnly(scenario, 3)));
  });

  test('measures the same where the delays of a request go together', () => {
    const scenarioOf = (correlation: number) =>
      build({
        requests: 20_000,
        traffic: [callers(100)],
        models: [model('a', { serviceTime: exponential(4 * MS) }), model('b', { role: 'backstop' })],
        streams: {
          partitions: 4,
          delays: {
            ...IDEAL,
            append: lognormal(2 * MS, 20 * MS),
            fetch: lognormal(1 * MS, 30 * MS),
            correlation,
          },
        },
      });
    const alone = fingerprint(runOnly(scenarioOf(0.4), 3));
    expect(fingerprint(runWithCompanion(scenarioOf(0.4), 3))).toBe(alone);
    expect(fingerprint(runOnly(scenarioOf(0), 3))).not.toBe(alone);
  });

  test('measures the same of a policy module, which cannot be sent to another thread', () => {
    const impatient: Policy = {
      wakesAtUs: [20 * MS],
      orders: [],
      decide: ({ first, ageUs }) => (first >= 0 ? first : ageUs >= 20 * MS ? ANSWER_DEFAULT : WAIT),
      isPreferred: () => true,
      orderOf: () => -1,
    };
    const scenario = build({
      requests: 20_000,
      traffic: [callers(100)],
      models: [model('a', { serviceTime: exponential(20 * MS), concurrency: Infinity })],
      policy: { kind: 'module', file: 'impatient.ts', with: {}, create: () => impatient },
    });
    const alone = runOnly(scenario, 1);
    const at = layoutOf(scenario);
    expect(alone.whole.tally[at.regretEarly]).toBeGreaterThan(1_000);
    expect(fingerprint(runWithCompanion(scenario, 1))).toBe(fingerprint(alone));
  });

  test('says of a request that contradicts itself what it would say alone', () => {
    class TooEarly extends FrontEndHost {
      readonly #ledger: Ledger;

      constructor(...parts: ConstructorParameters<typeof FrontEndHost>) {
        super(...parts);
        this.#ledger = parts[1].ledger;
      }

      override onAnswer(...answer: Parameters<FrontEndHost['onAnswer']>): void {
        super.onAnswer(...answer);
        const { rows, stride } = this.#ledger;
        rows[answer[0] * stride + RETURNED] = 0;
      }
    }
    const scenario = build({
      requests: 5_000,
      traffic: [callers(100)],
      models: [model('a', { serviceTime: exponential(4 * MS) })],
    });
    const classes = { FrontEndHost: TooEarly };
    const alone = new Simulation(scenario, 1, 0, undefined, { ...CLASSES, ...classes });
    const complaint = messageOf(() => {
      while (alone.advance(200_000));
    });
    expect(complaint).toMatch(/^DefectError: Request \d+ \(number \d+ of callers\)/);
    expect(messageOf(() => runWithCompanion(scenario, 1, classes))).toBe(complaint);
  });
});

function messageOf(fails: () => unknown): string {
  try {
    fails();
  } catch (error) {
    return String(error);
  }
  return 'did not fail';
}

describe('a ring of blocks', () => {
  test('gives what was written, in order, whoever is ahead', () => {
    const messages = fc.array(fc.array(fc.integer(), { minLength: 1, maxLength: 7 }), { maxLength: 200 });
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.boolean()), (written, readsNow) => {
        const ring = createRing(16);
        const writer = new BlockWriter(ring);
        const reader = new BlockReader(ring);
        const read: number[] = [];
        const readOne = (): void => {
          read.push(...reader.take());
          reader.giveBack();
        };
        for (const message of written) {
          if (!writer.fits(message.length)) writer.handOver();
          while (!writer.hasRoom || (reader.hasBlock && readsNow.next().value === true)) readOne();
          for (const number of message) writer.block[writer.at++] = number;
        }
        writer.handOver();
        while (reader.hasBlock) readOne();
        expect(read).toEqual(written.flat());
      }),
      { seed: 1 },
    );
  });
});
