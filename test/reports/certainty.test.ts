import { describe, expect, test } from 'vitest';
import type { ObjectiveResult } from '../../measure/result.ts';
import { certainty, chance, interval, margin } from '../../reports/certainty.ts';
import { objectives } from '../../reports/page/objectives.ts';
import { objectiveSentence } from '../../reports/sentences.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();

function objective(more: Partial<ObjectiveResult>): ObjectiveResult {
  const [first] = SAMPLE.objectives;
  if (first === undefined) throw new Error('the sample has no objective');
  return { ...first, ...more };
}

const never = objective({
  measure: 'outcome.never',
  target: { atMost: 0 },
  actual: 0,
  low: 0,
  high: 0.0000109,
  margin: 0,
});
const delay = { measure: 'canary.detectionDelay', unit: 'ms', actual: 7310, low: 7310, high: 7310 } as const;

describe('how sure a figure is', () => {
  test('is its interval where it is estimated', () => {
    expect(certainty(objective({ low: 0.9213, high: 0.944 }))).toBe('92.1% to 94.4%');
  });

  test('is that every one was counted, for counts, archives at rest and targets of none or all', () => {
    const count = objective({ measure: 'forbidden', unit: 'count', target: { atMost: 0 }, low: 0, high: 0 });
    const archive = objective({ measure: 'decoy.coverage', target: { atLeast: 0.99 }, low: 0.5, high: 0.5 });
    for (const each of [count, archive, never]) expect(certainty(each)).toBe('counted, every one');
    expect(chance(count)).toBe('');
    expect(chance(never)).toBe('0% to 0.00109%');
  });

  test('is no more than which one it was, for a single figure: nothing is called exact', () => {
    expect(certainty(objective({ ...delay, n: 1 }))).toBe('of one shift');
    expect(certainty(objective({ ...delay, n: 2 }))).toBe('the slowest of 2 shifts');
    expect(certainty(objective({ window: 'worst 1m', low: 0.9, high: 0.9 }))).toBe('the worst window');
    const max = objective({ measure: 'latency.max', unit: 'ms', low: 251, high: 251 });
    expect(certainty(max)).toBe('the greatest');
    const constant = objective({ measure: 'latency.p50', unit: 'ms', low: 20, high: 20 });
    expect(certainty(constant)).toBe('no spread');
  });

  test('is a range of what may still come for an archive that was not at rest', () => {
    expect(certainty(objective({ measure: 'decoy.coverage', low: 0.9, high: 1, verdict: 'fail' }))).toBe(
      '90% to 100%',
    );
  });

  test('names what lies beyond an interval that is open', () => {
    const open = { unit: 'ms', low: 177, high: null } as const;
    expect(certainty(objective({ ...open, measure: 'latency.p99' }))).toBe('177 ms to never answered');
    expect(certainty(objective({ ...open, measure: 'overshoot.p99' }))).toBe(
      '177 ms to beyond all that was seen',
    );
    expect(interval({ low: null, high: 5 }, 'ms')).toBe('up to 5 ms');
    expect(interval({ low: null, high: null }, 'ms')).toBe('— no interval');
  });
});

test('a margin is shown only where the target is not inside the interval', () => {
  expect(margin(objective({ margin: 0.004 }))).toBe('+0.4 points');
  expect(margin(objective({ margin: 0.004, verdict: 'inconclusive' }))).toBe('— not settled');
  expect(margin(objective({ margin: null, actual: null, verdict: 'inconclusive' }))).toBe('— no data');
});

test('a sentence gives an interval only to what is estimated', () => {
  expect(objectiveSentence(objective({ low: 0.9213, high: 0.944 }))).toContain('95% interval');
  expect(objectiveSentence(never)).not.toContain('interval');
});

test('what was waited for in vain is missed without bound', () => {
  const waited = { measure: 'latency.p99', unit: 'ms', verdict: 'fail', actual: null, margin: null } as const;
  expect(margin(objective({ ...waited, n: 100 }))).toBe('— unbounded');
  expect(margin(objective({ ...waited, n: 0, verdict: 'inconclusive' }))).toBe('— no data');
});

describe('the table of objectives', () => {
  const page = objectives({ ...SAMPLE, objectives: [never] }, new Set()).text;

  test('tells by what rule a verdict is found, and what the long run might bring to a count', () => {
    expect(page).toContain('passes when its 95% interval lies wholly on the good side');
    expect(page).toContain('in the long run 0% to 0.00109%');
  });

  test('draws no bar across the target for what is judged as it was counted', () => {
    const ends = /x1="([\d.]+)" x2="([\d.]+)" y1="10"/.exec(page);
    expect(ends?.[1]).toBe(ends?.[2]);
  });

  test('leads to the findings, by name', () => {
    const finding = {
      name: 'canary-leak',
      sentence: '12 requests got the score of a model that must not answer',
      evidence: { requests: [], records: [], spans: [] },
      whatToDo: '',
      runs: 1,
    };
    const found = objectives({ ...SAMPLE, findings: [finding] }, new Set(['findings'])).text;
    expect(found).toMatch(/<a href="#findings">1 finding<\/a>, a known defect .*: canary-leak</);
    expect(page).not.toContain('#findings');
  });
});
