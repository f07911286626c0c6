/** RZ-1, the queue whose figures are known from theory, and these figures as promises for short and long runs. */
import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../measure/measures.ts';
import {
  build,
  callers,
  exponential,
  MINUTE,
  MS,
  model,
  outcomesOf,
  type Parts,
  runOnly,
} from './scenario-builder.ts';

export const RZ1: Parts = {
  traffic: [callers(100)],
  models: [
    model('a', { serviceTime: exponential(8 * MS) }),
    model('b', { role: 'backstop', concurrency: 2, serviceTime: exponential(12.5 * MS) }),
    model('c', { role: 'backstop', concurrency: Infinity, serviceTime: exponential(5 * MS) }),
  ],
};

/**
 * Bounds: 5 standard errors (two-sided 6e-7) of a run of n requests, scaled from those that MEASURES gives for runs of
 * five million: 0.0012 for the share answered by a, 0.13 ms for the mean latency. Both hold the autocorrelation.
 */
export function promiseFigures(requests: number): void {
  describe(`RZ-1 with ${requests} requests`, () => {
    const scenario = build({ ...RZ1, requests: requests + 6_000 });
    const measures = runOnly(scenario, 1, undefined, MINUTE);
    const layout = layoutOf(scenario);
    const { tally } = measures.whole;
    const n = tally[layout.requests] ?? 0;
    const scale = Math.sqrt(5_000_000 / requests);

    test('a answers 0.917915 of the requests, within 5 standard errors', () => {
      expect(Math.abs((tally[layout.winnersAt] ?? 0) / n - 0.917915)).toBeLessThan(5 * 0.0012 * scale);
    });

    test('the mean latency is 36.7166 ms, within 5 standard errors', () => {
      expect(Math.abs((tally[layout.latencySum] ?? 0) / n / MS - 36.7166)).toBeLessThan(5 * 0.13 * scale);
    });

    test('nobody is late: c has always scored by the deadline, but for two in a thousand million', () => {
      const outcomes = outcomesOf(measures, scenario);
      expect(outcomes.preferred + outcomes.lesser + outcomes.default).toBe(n);
      expect(outcomes.default).toBe(0);
    });
  });
}
