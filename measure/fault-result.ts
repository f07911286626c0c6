/** Faults in the result: when each was in force, whether anything felt it, and whether it was over in the end. */
import type { Hardship, Scenario, Target } from '../scenarios/scenario.ts';
import type { FaultResult } from './result.ts';
import type { RunMeasures } from './run-measures.ts';

/** With several runs the windows are the first one's; bitten in any, healed in all. Without `for` it lasts to the end. */
export function faultResults(
  scenario: Scenario,
  runs: readonly RunMeasures[],
): Readonly<Record<string, FaultResult>> {
  const results: Record<string, FaultResult> = {};
  scenario.faults.forEach(({ name, hardship }, nth) => {
    const each = runs.flatMap((run) => run.faults[nth] ?? []);
    const endUs = runs[0]?.endUs ?? 0;
    const windows = (each[0]?.windows ?? []).map(({ fromUs, toUs }) => ({
      fromMs: fromUs / 1000,
      toMs: (Number.isFinite(toUs) ? toUs : endUs) / 1000,
    }));
    results[name] = {
      kind: hardship.kind,
      target: targetSaid(hardship, scenario),
      fromMs: windows[0]?.fromMs ?? null,
      toMs: windows.at(-1)?.toMs ?? null,
      windows,
      bitten: each.some((fault) => fault.bitten),
      healed: each.every((fault) => fault.began > 0 && fault.ended >= fault.began),
    };
  });
  return results;
}

function targetSaid(hardship: Hardship, scenario: Scenario): string {
  if (!('target' in hardship)) return scenario.traffic[hardship.source]?.name ?? '';
  const { target } = hardship;
  if (target.kind === 'broker') return `broker ${target.broker}`;
  const name = target.kind === 'model' ? (scenario.models[target.model]?.name ?? '') : target.kind;
  return `${name}${replicaSaid(target)}`;
}

function replicaSaid(target: Target): string {
  return 'replica' in target && target.replica !== 'all' ? ` replica ${target.replica}` : '';
}
