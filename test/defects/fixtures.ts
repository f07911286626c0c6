/**
 * The known-bad fixtures: each of the published defects, alone in an architecture that is sound otherwise, and its twin
 * without it.
 *
 * A fixture is a folder. `defect.yaml` is its scenario; where a policy or a setting is the defect, `sound.yaml` is the
 * same one without it. Where no policy and no setting can have the defect, `component.ts` puts it into one class of the
 * simulation, and the twin runs the same scenario with that class as it is.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Classes } from '../../sim/classes.ts';
import { autoCommitLatest } from './auto-commit-latest/component.ts';
import { freshGroupPerStart } from './fresh-group-per-start/component.ts';
import { headOfLineWait } from './head-of-line-wait/component.ts';
import { mailboxTheft } from './mailbox-theft/component.ts';
import { neverAck } from './never-ack/component.ts';
import { poolEviction } from './pool-eviction/component.ts';
import { retrySleepInPoll } from './retry-sleep-in-poll/component.ts';
import { sizeLimitTruncation } from './size-limit-truncation/component.ts';
import { subscribeAfterPublish } from './subscribe-after-publish/component.ts';
import { timerResetPerScore } from './timer-reset-per-score/component.ts';
import { truncatedTimestamps } from './truncated-timestamps/component.ts';

export interface Fixture {
  readonly folder: string;
  /** The name under which it must be convicted. */
  readonly convicts: string;
  /** What carries the defect. */
  readonly by: 'policy' | 'setting' | 'component';
  /** The classes with the defect; none where a policy or a setting has it. */
  readonly classes: (scenario: Scenario, seed: number) => Partial<Classes>;
  /** Whether the twin has a scenario of its own. */
  readonly hasSoundScenario: boolean;
}

const NONE = {};

function byScenario(folder: string, by: 'policy' | 'setting', convicts = folder): Fixture {
  return { folder, convicts, by, classes: () => NONE, hasSoundScenario: true };
}

function byComponent(folder: string, classes: Fixture['classes']): Fixture {
  return { folder, convicts: folder, by: 'component', classes, hasSoundScenario: false };
}

export const FIXTURES: readonly Fixture[] = [
  byScenario('picks-worst', 'policy'),
  byComponent('timer-reset-per-score', () => timerResetPerScore),
  byScenario('wait-full-timeout', 'policy'),
  byScenario('wait-for-all', 'policy'),
  byScenario('no-default', 'setting'),
  byComponent('mailbox-theft', () => mailboxTheft),
  byScenario('canary-leak', 'policy'),
  byComponent('fresh-group-per-start', freshGroupPerStart),
  byScenario('commit-before-write', 'setting'),
  { ...byComponent('auto-commit-latest', autoCommitLatest), hasSoundScenario: true },
  byComponent('subscribe-after-publish', () => subscribeAfterPublish),
  byComponent('head-of-line-wait', headOfLineWait),
  byComponent('retry-sleep-in-poll', retrySleepInPoll),
  byComponent('never-ack', () => neverAck),
  byComponent('truncated-timestamps', truncatedTimestamps),
  byScenario('truncated-trace', 'setting', 'truncated-timestamps'),
  byComponent('size-limit-truncation', sizeLimitTruncation),
  byComponent('pool-eviction', poolEviction),
  byScenario('fifo-expired', 'setting'),
];
