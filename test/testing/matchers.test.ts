/** The matchers say of a run what an architect would. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import '../../testing/vitest.ts';
import { defineScenario } from '../../scenarios/load.ts';
import { simulated } from '../../testing/index.ts';
import { FOLDER } from './subjects.ts';

const SOUND = defineScenario({
  version: 1,
  name: 'shop',
  duration: '20s',
  traffic: { callers: { arrivals: { rate: '50/s' } } },
  models: {
    heavy: { role: 'primary', serviceTime: '20ms', concurrency: 'unlimited' },
    light: { role: 'backstop', serviceTime: '5ms', concurrency: 'unlimited' },
    decoy: { role: 'decoy' },
  },
  rendezvous: {
    deadline: '100ms',
    policy: { priority: { order: ['heavy', 'light'] } },
    default: { value: 0 },
  },
  expect: {
    all: { measure: 'timeliness', atLeast: '100%' },
    fast: { measure: 'latency.max', atMost: '90ms' },
  },
});

const sound = await simulated(SOUND);
const slow = await simulated(SOUND, { set: ['models.heavy.serviceTime=120ms', 'rendezvous.default=none'] });
const lossy = await simulated(SOUND, {
  set: [
    'models.decoy.archive={ commit: beforeWrite, every: 10 }',
    'faults={ torn: { crash: { target: decoy, at: { step: write, after: 100 } }, for: 1s } }',
  ],
});
const leaky = await simulated(join(FOLDER, '../defects/canary-leak/defect.yaml'));

function failureOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the expectation held');
}

describe('of a sound run', () => {
  test('all expectations hold', () => {
    expect(sound).toMeet('all');
    expect(sound).toMeetItsObjectives();
    expect(sound).toBeTimely({ atLeast: '100%' });
    expect(sound).toHaveCompleteDecoys();
    expect(sound).toAnswerExactlyOnce();
    expect(sound).toAnswerFromAllowedRoles();
    expect(sound).toHeedTheBestScore();
    expect(sound).toShowNoKnownDefect();
  });

  test('their opposites fail, and say what holds', () => {
    expect(failureOf(() => expect(sound).not.toBeTimely({ atLeast: '99%' }))).toContain(
      '"shop" with seed 1 is timely: 100% of',
    );
  });
});

describe('a failure says', () => {
  test('by how much an objective is missed', () => {
    expect(failureOf(() => expect(slow).toMeet('fast'))).toMatch(
      /"shop" with seed 1 misses fast \(latency\.max\): .*over the target/,
    );
    expect(failureOf(() => expect(slow).toMeetItsObjectives())).toMatch(
      /\n {2}fast \(latency\.max\): fail, /,
    );
  });

  test('that there are too few requests to be sure', () => {
    const said = failureOf(() => expect(sound).toBeTimely({ atLeast: '99.99%' }));
    expect(said).toMatch(/100% of \d+ requests .*too few requests to be sure of 99\.99%/);
  });

  test('what a decoy lacks', () => {
    expect(failureOf(() => expect(lossy).toHaveCompleteDecoys())).toMatch(
      /decoy archived \d+ of \d+ records, \d+ are missing \(coverage/,
    );
  });

  test('that a canary answered', () => {
    expect(failureOf(() => expect(leaky).toAnswerFromAllowedRoles())).toMatch(
      /gave \d+ answers from a shadow, a canary or a decoy/,
    );
  });

  test('which known defect shows, and what to do about it', async () => {
    const silent = await simulated(SOUND, {
      set: ['models.heavy.errors=100%', 'models.light.errors=100%', 'rendezvous.default=none'],
    });
    expect(failureOf(() => expect(silent).toShowNoKnownDefect())).toMatch(/\n {2}no-default: .*default/);
  });

  test('which objectives there are, where the one asked for is none of them', () => {
    expect(() => expect(sound).toMeet('quick')).toThrow('no objective "quick"; it has all, fast');
    expect(() => expect(sound).toBeTimely({ atLeast: '99' })).toThrow(/99/);
  });
});
