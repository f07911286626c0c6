/** The incident of work that is done although its deadline has passed: long runs, because it is about what stays behind. */
import { describe, expect, test } from 'vitest';
import type { Model } from '../../scenarios/scenario.ts';
import { Aftermath, incident } from './incident.ts';
import { runOnly } from './scenario-builder.ts';

/** Bounds: 5 standard deviations of one run, which scripts/exact.ts measures, and half of the last digit told. */
describe('work whose deadline has passed', () => {
  function percentLateAfterwards(of: Partial<Model>, partitions: number): number {
    const aftermath = new Aftermath();
    runOnly(incident(of, partitions), 1, aftermath.count);
    return aftermath.percentLate;
  }

  test('is done in plain order, so 12 % are late long after the incident; skipped, one in two thousand', () => {
    expect(Math.abs(percentLateAfterwards({ concurrency: 4 }, 1) - 12.0)).toBeLessThan(5 * 0.44);
    const skipping = percentLateAfterwards({ concurrency: 4, skipExpired: true }, 1);
    expect(Math.abs(skipping - 0.05)).toBeLessThan(5 * 0.006 + 0.005);
  });

  test('and with four queues of one place it is 13 % against 0.85 %', () => {
    expect(Math.abs(percentLateAfterwards({ replicas: 4 }, 4) - 13)).toBeLessThan(5 * 0.4 + 0.5);
    const skipping = percentLateAfterwards({ replicas: 4, skipExpired: true }, 4);
    expect(Math.abs(skipping - 0.85)).toBeLessThan(5 * 0.072 + 0.005);
  });
});
