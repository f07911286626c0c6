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
  /** How it is played on Kafka in little time, or why it cannot be there. */
  readonly kafka: OnKafka | { readonly not: string };
}

export interface OnKafka {
  /** As `--set`, for both. */
  readonly set: readonly string[];
  /** The module whose classes carry the defect in the processes of the roles; none where policy or setting does. */
  readonly classes?: string;
}

const NONE = {};

function byScenario(
  folder: string,
  by: 'policy' | 'setting',
  set: readonly string[],
  convicts = folder,
): Fixture {
  return { folder, convicts, by, classes: () => NONE, hasSoundScenario: true, kafka: { set } };
}

function byComponent(folder: string, classes: Fixture['classes'], kafka: Fixture['kafka']): Fixture {
  return { folder, convicts: folder, by: 'component', classes, hasSoundScenario: false, kafka };
}

/** In a run of twelve seconds. */
const SHORT = ['duration=12s'];
/** The same fault, so that it lies in the run. */
const HANG = [...SHORT, 'faults.hang.from=3s', 'faults.hang.for=6s'];

function classesFor(name: string): string {
  return new URL(`./live/${name}.ts`, import.meta.url).href;
}

export const FIXTURES: readonly Fixture[] = [
  byScenario('picks-worst', 'policy', HANG),
  byComponent('timer-reset-per-score', () => timerResetPerScore, {
    set: [...HANG, 'models.middle.serviceTime=60ms'],
    classes: classesFor('timer-reset-per-score'),
  }),
  byScenario('wait-full-timeout', 'policy', SHORT),
  byScenario('wait-for-all', 'policy', HANG),
  byScenario('no-default', 'setting', [
    ...SHORT,
    ...['one', 'two', 'three'].flatMap((fault) => [`faults.${fault}.from=5s`, `faults.${fault}.for=2s`]),
  ]),
  byComponent('mailbox-theft', () => mailboxTheft, {
    set: ['duration=20s', 'vars.rate=60/s'],
    classes: classesFor('mailbox-theft'),
  }),
  byScenario('canary-leak', 'policy', HANG),
  byComponent('fresh-group-per-start', freshGroupPerStart, {
    set: ['duration=24s', 'faults.down.from=4s', 'faults.down.for=3s'],
    classes: classesFor('fresh-group-per-start'),
  }),
  byScenario('commit-before-write', 'setting', [
    ...SHORT,
    'faults.torn.crash.at.after=400',
    'faults.torn.for=1s',
  ]),
  {
    ...byComponent('auto-commit-latest', autoCommitLatest, {
      set: [
        ...SHORT,
        'streams.retention=24h',
        'faults.torn.crash.at.after=300',
        'faults.torn.for=1s',
        'faults.again.crash.at.after=700',
        'faults.again.for=1s',
        'faults.down=null',
      ],
    }),
    hasSoundScenario: true,
  },
  byComponent('subscribe-after-publish', () => subscribeAfterPublish, {
    set: [
      ...SHORT,
      'streams.delays=local',
      'faults.blink={ pause: { target: rendezvous }, from: 1s, for: 100ms, every: 300ms, times: 34 }',
    ],
    classes: classesFor('subscribe-after-publish'),
  }),
  byComponent('head-of-line-wait', headOfLineWait, {
    not: 'a front end that dies is away for seconds there, in which nobody calls; so no jam begins with a caller that it lost',
  }),
  byComponent('retry-sleep-in-poll', retrySleepInPoll, {
    set: [
      'duration=22s',
      'faults.malformed.from=3s',
      'faults.malformed.for=15s',
      'faults.malformed.corrupt.share=1%',
    ],
    classes: classesFor('retry-sleep-in-poll'),
  }),
  byComponent('never-ack', () => neverAck, {
    set: [...SHORT, 'faults.restart.from=6s'],
    classes: classesFor('never-ack'),
  }),
  byComponent('truncated-timestamps', truncatedTimestamps, {
    set: SHORT,
    classes: classesFor('truncated-timestamps'),
  }),
  byScenario(
    'truncated-trace',
    'setting',
    ['traffic.callers.arrivals.trace.repeat=1'],
    'truncated-timestamps',
  ),
  byComponent('size-limit-truncation', sizeLimitTruncation, {
    set: SHORT,
    classes: classesFor('size-limit-truncation'),
  }),
  byComponent('pool-eviction', poolEviction, {
    not: 'what a process keeps in its memory is not seen from outside; there a mailbox counts as closed by its decision',
  }),
  byScenario('fifo-expired', 'setting', ['duration=35s', 'faults.slow.from=3s', 'faults.slow.for=12s']),
];
