/** How far the figures of a scenario on Kafka may lie from the simulator's, once delays were measured there. */
import type { RunResult } from '../../../measure/result.ts';

export interface Agreement {
  readonly measure: string;
  readonly simulated: number;
  /** Of each live run. */
  readonly live: readonly number[];
  /** In words. */
  readonly allowed: string;
  /** Whether the mean of the live runs lies so near. */
  readonly holds: boolean;
}

interface Rule {
  readonly measure: string;
  readonly figure: (result: RunResult) => number;
  readonly allowed: string;
  readonly tolerance: (simulated: number) => number;
}

const TENTH = 0.1;
const SEVENTH = 0.15;
const POINT = 0.01;

export function agreements(simulated: RunResult, live: readonly RunResult[]): readonly Agreement[] {
  return rulesFor(simulated).map(({ measure, figure, allowed, tolerance }) => {
    const expected = figure(simulated);
    const found = live.map(figure);
    const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
    const holds = Math.abs(mean - expected) <= tolerance(expected);
    return { measure, simulated: expected, live: found, allowed, holds };
  });
}

function rulesFor({ models, decoys }: RunResult): readonly Rule[] {
  return [
    {
      measure: 'latency.p50',
      figure: ({ latencyMs }) => latencyMs.p50 ?? Number.NaN,
      allowed: '10 %',
      tolerance: (ms) => TENTH * ms,
    },
    {
      measure: 'latency.p95',
      figure: ({ latencyMs }) => latencyMs.p95 ?? Number.NaN,
      allowed: '15 %',
      tolerance: (ms) => SEVENTH * ms,
    },
    {
      measure: 'timeliness',
      figure: ({ timeliness }) => timeliness.share ?? Number.NaN,
      allowed: '1 point',
      tolerance: () => POINT,
    },
    ...Object.keys(models).map((name) => winnersRule(name)),
    ...Object.keys(decoys).map((name) => archivedRule(name)),
  ];
}

function winnersRule(name: string): Rule {
  return {
    measure: `answered by ${name}`,
    figure: ({ models, requests }) => (models[name]?.answered ?? 0) / requests.measured,
    allowed: '2 points',
    tolerance: () => 2 * POINT,
  };
}

function archivedRule(name: string): Rule {
  return {
    measure: `archived by ${name}`,
    figure: ({ decoys }) => decoys[name]?.archived ?? Number.NaN,
    allowed: 'none',
    tolerance: () => 0,
  };
}
