/**
 * What `calibrate` measures is what the simulator needs: calibrated on the simulator itself, whose delays are known, it gives
 * these delays back, although a third of the messages had to wait behind others.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { HopTimes, type MeasuredHops } from '../../../harness/calibrate/hop-times.ts';
import { APPENDED, INTENDED, type Ledger } from '../../../measure/ledger.ts';
import type { ScenarioInput } from '../../../scenarios/load.ts';
import type { DelayProfile, Distribution, Hop } from '../../../scenarios/scenario.ts';
import { simulate } from '../../../sim/simulate.ts';
import { Draws } from '../../../workload/draws.ts';
import { scenarioFrom } from '../scenario-from.ts';

const SEED = 1;
const REQUESTS = 40_000;
/** Standard errors: fifteen shares are looked at, and all of them hold but once in a million runs. */
const ERRORS = 5.4;
/** In ms, at the shares 0, 50, 90, 99 and 100%. */
const APPEND = [0.5, 2, 15, 60, 100];
const FETCH = [0.2, 1, 8, 40, 80];
/** At the first rate a third of the messages wait behind others, at the second a tenth. */
const BUSY = { perSecond: 200, requests: REQUESTS };
const QUIET = { perSecond: 50, requests: REQUESTS / 4 };
const architecture = ({ perSecond, requests }: typeof BUSY): Partial<ScenarioInput> => ({
  duration: `${requests / perSecond}s`,
  traffic: { callers: { arrivals: { rate: `${perSecond}/s` } } },
  enrichment: { serviceTime: '2ms', concurrency: 'unlimited' },
  models: {
    first: { role: 'primary', concurrency: 'unlimited', serviceTime: { exponential: { mean: '15ms' } } },
    second: { role: 'backstop', concurrency: 'unlimited', serviceTime: '5ms' },
  },
  streams: {
    partitions: 4,
    delays: { append: { quantiles: quantiles(APPEND) }, fetch: { quantiles: quantiles(FETCH) } },
  },
  rendezvous: { deadline: '2s', policy: { first: { of: ['first', 'second'] } } },
});

function quantiles([p0, p50, p90, p99, p100]: readonly number[]) {
  return { p0: `${p0}ms`, p50: `${p50}ms`, p90: `${p90}ms`, p99: `${p99}ms`, p100: `${p100}ms` };
}

/** What calibration tells of a run with the architecture's delays, but for these. */
async function calibrated(
  load: typeof BUSY,
  delays: Partial<DelayProfile> = {},
  onSettled?: (ledger: Ledger, slot: number) => void,
): Promise<MeasuredHops> {
  const written = await scenarioFrom(architecture(load));
  const streams = { ...written.streams, delays: { ...written.streams.delays, ...delays } };
  const scenario = { ...written, streams };
  const times = new HopTimes(scenario, new Draws(scenario, SEED));
  await simulate(scenario, {
    seed: SEED,
    onSettled: (ledger, slot) => {
      times.add(ledger, slot);
      onSettled?.(ledger, slot);
    },
  });
  return times.measured();
}

describe('times of hops, measured where they are known', () => {
  let measured: MeasuredHops['times'];
  const ofAll: number[] = [];
  beforeAll(async () => {
    const found = await calibrated(BUSY, {}, ({ rows, stride }, slot) => {
      const field = (name: number) => rows[slot * stride + name] ?? 0;
      ofAll.push(field(APPENDED) - field(INTENDED));
    });
    measured = found.times;
  });

  test.each<[Hop, readonly number[]]>([
    ['append.input', APPEND],
    ['append.score', APPEND],
    ['fetch.model', FETCH],
    ['fetch.rendezvous', FETCH],
    ['fetch.score', FETCH],
  ])('%s is as it was drawn', (hop, drawn) => {
    const times = measured.get(hop) ?? new Float64Array(0);
    expect(times.length).toBeGreaterThan(REQUESTS / 4);
    for (const [at, share] of [0.5, 0.9, 0.99].entries()) {
      const error = Math.sqrt((share * (1 - share)) / times.length);
      const found = shareBelow(times, (drawn[at + 1] ?? 0) * 1_000);
      expect(Math.abs(found - share) / error, `${share} was ${found}`).toBeLessThan(ERRORS);
    }
  });

  test('those that waited behind others would tell of longer times', () => {
    expect(shareBelow(Float64Array.from(ofAll), (APPEND[2] ?? 0) * 1_000)).toBeLessThan(0.85);
  });
});

describe('the correlation of hops, measured where it is known', () => {
  const nothing: Distribution = { kind: 'constant', value: 0 };
  /** As in a profile: of two ways that can only be measured as one, one takes no time. */
  const hops = { 'fetch.enrichment': nothing, 'append.result': nothing };

  // With ten hops a request its standard error is 0.004; who need not wait is chosen by earlier hops, which adds 0.02.
  test.each([0, 0.4])('is as it was drawn: %d', async (correlation) => {
    const found = await calibrated(QUIET, { hops, correlation });
    expect(Math.abs(found.correlation - correlation)).toBeLessThan(0.05);
  });
});

function shareBelow(times: Float64Array, us: number): number {
  return times.filter((time) => time <= us).length / times.length;
}
