/**
 * How a canary's scores were spread before and are now, and a model's against the canary's on the same requests: what
 * quantile–quantile plots are drawn from. Quantiles are values that occurred, the one at the rank of the share.
 */
import type { ScoreSamples } from '../rendezvous/canary-monitor.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { rankAt } from './histogram.ts';
import type { CanaryQuantiles } from './result.ts';

/** Dense where plots are read: in the tails. */
export const QUANTILE_SHARES = [
  ...[0.005, 0.01, 0.02, 0.05],
  ...Array.from({ length: 17 }, (_, at) => (at + 2) / 20),
  ...[0.95, 0.98, 0.99, 0.995],
];

/** Fewer say nothing about their tails. */
const LEAST = 200;

/** Undefined where too few scores were compared. */
export function scoreQuantiles(scenario: Scenario, samples: ScoreSamples): CanaryQuantiles | undefined {
  const { before, now } = samples;
  if (before.length < LEAST || now.length < LEAST) return undefined;
  const models: Record<string, CanaryQuantiles['models'][string]> = {};
  for (const { model, canary, scores } of samples.pairs) {
    const name = scenario.models[model]?.name;
    if (name === undefined || scores.length < LEAST) continue;
    models[name] = { n: scores.length, canary: quantilesOf(canary), model: quantilesOf(scores) };
  }
  return {
    shares: QUANTILE_SHARES,
    before: { n: before.length, scores: quantilesOf(before) },
    now: { n: now.length, scores: quantilesOf(now) },
    models,
  };
}

function quantilesOf(sorted: Float64Array): number[] {
  return QUANTILE_SHARES.map((share) => sorted[rankAt(share, sorted.length) - 1] ?? 0);
}
