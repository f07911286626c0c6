import { describe, expect, test } from 'vitest';
import type { LiveResult, RunResult } from '../../measure/result.ts';
import { faultEffects } from '../../reports/fault-effects.ts';
import { faults } from '../../reports/page/faults.ts';
import { renderSummary } from '../../reports/terminal.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();

/** A run on Kafka of which nothing was lost. */
const LIVE: LiveResult = {
  intended: 100,
  launched: 100,
  sent: 100,
  acknowledged: 100,
  failed: 0,
  indeterminate: 0,
  lost: 0,
  accountedFor: 1,
  offeredPerSecond: 10,
  achievedPerSecond: 10,
  generatorLagMs: { p50: 0, p99: 1, max: 1 },
  records: {},
  unreadScores: 0,
  redeliveredReads: {},
  clocks: { boundMs: 0, adjustedRequests: 0, mostAdjustedMs: 0 },
  invalid: [],
};

function effectOf(name: string, result: RunResult = SAMPLE) {
  const found = faultEffects(result).find((each) => each.name === name);
  if (found === undefined) throw new Error(`the sample has no fault ${name}`);
  return found.effect;
}

/** The sample whose preferred model answers nobody in these seconds. */
function withoutPreferred(fromSecond: number, toSecond: number): RunResult {
  const { series } = SAMPLE;
  const preferred = series.outcomes.preferred.map((n, at) => (at >= fromSecond && at < toSecond ? 0 : n));
  return { ...SAMPLE, series: { ...series, outcomes: { ...series.outcomes, preferred } } };
}

describe('what a fault cost', () => {
  test('is how requests ended that arrived in it, and what became of whom it struck', () => {
    const { series } = SAMPLE;
    const late = series.outcomes.late.slice(600, 900).reduce((sum, n) => sum + n, 0);
    expect(effectOf('heavy-slow').counts).toEqual([
      { n: late, what: 'late', of: 'of the requests that arrived in it', isOfWholeRun: false },
      expect.objectContaining({ what: 'answered by the default' }),
      expect.objectContaining({ n: 5411, what: 'skipped as expired' }),
    ]);
    expect(effectOf('decoy-down').counts).toContainEqual({
      n: 412,
      what: 'records lost for good',
      of: 'of decoy in the whole run',
      isOfWholeRun: true,
    });
  });

  test('leaves out what became of other requests at the model that it struck', () => {
    const all = SAMPLE.series.offered.map(() => 1);
    const series = {
      ...SAMPLE.series,
      skipped: { heavy: all },
      errors: { heavy: all },
      hung: { heavy: all },
    };
    const { counts } = effectOf('heavy-slow', { ...SAMPLE, series });
    expect(counts.filter(({ of }) => of.startsWith('by heavy')).map(({ n }) => n)).toEqual([300, 300, 300]);
  });

  test('counts what brokers delivered again to any replica of it', () => {
    const live = { ...LIVE, redeliveredReads: { 'decoy-0': 12, 'decoy-1': 3, 'decoy-old-0': 9 } };
    const found = effectOf('decoy-down', { ...SAMPLE, live }).counts;
    expect(found.find(({ what }) => what === 'read again')?.n).toBe(15);
  });
});

describe('the time until all was as usual again', () => {
  test('ends where who was struck has caught up, what is lost for good left aside', () => {
    expect(effectOf('decoy-down').recovery).toEqual({ kind: 'after', ms: 3000 });
  });

  test('and how far behind it fell, is told of a fault that struck one replica as well', () => {
    const { 'decoy-down': down } = SAMPLE.faults;
    if (down === undefined) throw new Error('the sample has no fault decoy-down');
    const faults = { ...SAMPLE.faults, 'decoy-down': { ...down, target: 'decoy replica 0' } };
    expect(effectOf('decoy-down').behind).toHaveLength(1);
    expect(effectOf('decoy-down', { ...SAMPLE, faults })).toEqual(effectOf('decoy-down'));
  });

  test('ends where answers are as good as before the first fault, for three seconds in a row', () => {
    expect(effectOf('heavy-slow').recovery).toEqual({ kind: 'at once', ms: 1000 });
    expect(effectOf('heavy-slow', withoutPreferred(900, 917)).recovery).toEqual({
      kind: 'after',
      ms: 17_000,
    });
    const flapping = withoutPreferred(900, 917);
    const preferred = flapping.series.outcomes.preferred.map((n, at) => (at === 919 ? 0 : n));
    const { outcomes } = flapping.series;
    const series = { ...flapping.series, outcomes: { ...outcomes, preferred } };
    expect(effectOf('heavy-slow', { ...SAMPLE, series }).recovery).toEqual({ kind: 'after', ms: 20_000 });
  });

  test('is not seen where it never came, and not known where nothing came before or after the fault', () => {
    expect(effectOf('heavy-slow', withoutPreferred(900, 1800)).recovery.kind).toBe('not seen');
    const { 'heavy-slow': slow } = SAMPLE.faults;
    if (slow === undefined) throw new Error('the sample has no fault heavy-slow');
    const from = (fromMs: number, toMs: number) => ({
      ...SAMPLE,
      faults: { 'heavy-slow': { ...slow, fromMs, toMs, windows: [{ fromMs, toMs }] } },
    });
    expect(effectOf('heavy-slow', from(0, 60_000)).recovery.kind).toBe('unknown');
    expect(effectOf('heavy-slow', from(60_000, SAMPLE.time.endMs)).recovery.kind).toBe('unknown');
  });
});

describe('the table of faults', () => {
  const page = faults(SAMPLE).text;

  test('says what its words mean', () => {
    for (const word of ['Bit', 'Healed', 'As usual again']) expect(page).toContain(`<dt>${word}</dt>`);
  });

  test('does not say of a fault that it healed without what stays lost', () => {
    expect(page).toContain('yes<div class="why">412 stay lost</div>');
  });

  test('says the same in the terminal', () => {
    const text = renderSummary(SAMPLE, { color: false, width: 400 });
    expect(text).toMatch(/decoy-down .*412 records lost for good.*as usual again after 3s/);
  });
});
