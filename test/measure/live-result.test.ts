/** What a live run adds to a result, and what makes it no evidence. */
import { describe, expect, test } from 'vitest';
import type { LiveFigures } from '../../measure/live-result.ts';
import { plainScenario } from './plain-scenario.ts';
import { answeredBy, resultOf, StagedRun, scoredAt } from './staged-run.ts';

const FIGURES: LiveFigures = {
  intended: 100,
  launched: 100,
  sent: 100,
  acknowledged: 99,
  failed: 0,
  indeterminate: 1,
  lost: 0,
  accountedFor: 100,
  offeredPerSecond: 50,
  achievedPerSecond: 50,
  generatorLagMs: { p50: 0.1, p99: 1, max: 2 },
  records: { input: 100, scores: 200 },
  unreadScores: 3,
  redeliveredReads: { 'heavy-0': 2 },
  clocks: { boundMs: 0, adjustedRequests: 0, mostAdjustedMs: 0 },
  invalid: [],
};

const scenario = plainScenario();

function measures() {
  const run = new StagedRun(scenario);
  // 1 ms to append, 5 ms of service, nothing to read, decide and return.
  for (let at = 0; at < 200; at++)
    run.request(at * 1_000, {
      appended: 1_000,
      ...answeredBy(0, 6_000, [{ ...scoredAt(6_000, 5_000), read: 1_000 }]),
    });
  return run.finish();
}

describe('a live run', () => {
  test('that is accounted for is judged like any other, and has its account beside it', () => {
    const result = resultOf(scenario, [measures()], [FIGURES]);
    expect(result.verdict).toBe('pass');
    expect(result.live).toEqual({ ...FIGURES, accountedFor: 1 });
  });

  test('that is not is invalid, however good its figures are, and says why first', () => {
    const invalid = [
      '1 record was acknowledged and is not in input (request 7).',
      'light-0 ended by itself.',
    ];
    const result = resultOf(scenario, [measures()], [{ ...FIGURES, lost: 1, accountedFor: 99, invalid }]);
    expect(result.verdict).toBe('invalid');
    expect(result.sentence).toBe(
      'INVALID: this run is no evidence: 1 record was acknowledged and is not in input (request 7); and one more reason',
    );
    expect(result.remarks.slice(0, 2)).toEqual(invalid);
    expect(result.live?.accountedFor).toBe(0.99);
  });

  test('repeated has the sum of what was counted and the worst of what was timed', () => {
    const other: LiveFigures = {
      ...FIGURES,
      generatorLagMs: { p50: 0.2, p99: 0.5, max: 9 },
      redeliveredReads: { 'light-0': 1 },
      invalid: ['light-0 ended by itself.'],
    };
    const { live, verdict } = resultOf(scenario, [measures(), measures()], [FIGURES, other]);
    expect(verdict).toBe('invalid');
    expect(live).toMatchObject({
      intended: 200,
      accountedFor: 1,
      offeredPerSecond: 50,
      generatorLagMs: { p50: 0.2, p99: 1, max: 9 },
      records: { input: 200, scores: 400 },
      redeliveredReads: { 'heavy-0': 2, 'light-0': 1 },
    });
  });

  test('over several machines does not show stages that their clocks cannot tell', () => {
    const clocks = { boundMs: 2, adjustedRequests: 5, mostAdjustedMs: 1 };
    const { stagesMs, remarks, latencyMs } = resultOf(scenario, [measures()], [{ ...FIGURES, clocks }]);
    expect(stagesMs.append).toEqual({ mean: null, p50: null, p99: null, max: null, n: 200 });
    expect(stagesMs.service.mean).toBe(5);
    expect(latencyMs.p50).toBe(6);
    expect(remarks).toContain(
      'The clocks of the machines agree within 2 ms: stages that take no longer between two of them are not shown.',
    );
  });

  test('is told from a simulated one by its account', () => {
    expect(resultOf(scenario, [measures()])).not.toHaveProperty('live');
  });
});
