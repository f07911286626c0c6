import { describe, expect, test } from 'vitest';
import type { RequestStory, RunResult } from '../../measure/result.ts';
import { anatomy } from '../../reports/page/anatomy.ts';
import { bestOf } from '../../reports/page/best.ts';
import { fitting } from '../../reports/plot/marks.ts';
import { sampleResult } from './sample-result.ts';

const SAMPLE = sampleResult();

function under(policy: unknown): RunResult {
  return { ...SAMPLE, scenario: { ...SAMPLE.scenario, resolved: { rendezvous: { policy } } } };
}

/** A request decided for `light`, with the scores of these models read at these times. */
function story(scoreReadMs: Readonly<Record<string, number | null>>): RequestStory {
  const [worst] = SAMPLE.worst;
  if (worst === undefined) throw new Error('the sample has no worst request');
  const none = { fate: 'scored', readMs: 1, startedMs: 1, endedMs: 2 };
  const models = Object.fromEntries(
    Object.entries(scoreReadMs).map(([name, at]) => [name, { ...none, scoreReadMs: at }]),
  );
  return { ...worst, decision: 'light', models };
}

describe('what would have been the best answer', () => {
  const priority = under({ priority: { order: ['heavy', 'light'] } });

  test('is the first of the order that was there by the decision time, also where it was not chosen', () => {
    expect(bestOf(priority, story({ heavy: 100, light: 10 }))).toBe(
      'The best to be had: heavy, whose score was there after 100 ms.',
    );
  });

  test('is what was chosen where the better one came after the decision time', () => {
    expect(bestOf(priority, story({ heavy: 199, light: 10 }))).toMatch(/^That was the best to be had: light/);
  });

  test('is nobody where no model was there in time', () => {
    expect(bestOf(priority, story({ heavy: null, light: 400 }))).toMatch(/^No model that may answer/);
  });

  test('goes by the order of an adaptive policy too', () => {
    const adaptive = under({ adaptive: { order: ['light', 'heavy'] } });
    expect(bestOf(adaptive, story({ heavy: 10, light: 20 }))).toMatch(/^That was the best to be had: light/);
  });

  test('follows the last step of a schedule, and says nothing of a policy without an order', () => {
    const schedule = under({ schedule: { steps: [{ accept: ['heavy'] }, { accept: ['light', 'heavy'] }] } });
    expect(bestOf(schedule, story({ heavy: 10, light: 20 }))).toMatch(/^That was the best to be had: light/);
    expect(bestOf(under({ module: { file: 'p.ts' } }), story({ heavy: 10 }))).toBe('');
  });
});

describe('the anatomy of a run', () => {
  test('holds what was missed against what only an oracle could have had, each with its meaning', async () => {
    const { text: page } = await anatomy(SAMPLE);
    const row = (what: string): string => new RegExp(`${what}</th>(.*)</tr>`).exec(page)?.[1] ?? '';
    expect(row('Missed better, unread')).toMatch(/>31<.*>0\.00875%<.*had not read it yet: lag/);
    expect(row('Missed better, ignored')).toMatch(/>0<.*a defect of the policy/);
    expect(row('Regret, decided early')).toMatch(/>412<.*>0\.116%<.*the price of not waiting/);
    expect(row('Regret, ignored')).toMatch(/>0<.*was not used/);
    expect(page).toContain('3.37 ms in the mean: how long an answer could already have been given');
  });

  test('says nothing of it for a result of an earlier version, which does not know', async () => {
    const { regret: _, ...earlier } = SAMPLE;
    expect((await anatomy(earlier)).text).not.toContain('>Regret, ');
  });
});

test('a label is cut by the room that its characters take', () => {
  expect(fitting('heavy', 8)).toBe('heavy');
  expect(fitting('MMMMMMMM', 8)).toBe('MMMM…');
  expect(fitting('😀😀😀😀', 8)).toBe('😀😀…');
  expect(fitting('a-model-with-a-long-name', 10)).toBe('a-model…');
});
