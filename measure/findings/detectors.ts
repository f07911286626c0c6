/** The known defects, in the order in which they are told. */
import { autoCommitLatest } from './auto-commit-latest.ts';
import { canaryLeak } from './canary-leak.ts';
import { commitBeforeWrite } from './commit-before-write.ts';
import type { Detector } from './detector.ts';
import { fifoExpired } from './fifo-expired.ts';
import { freshGroupPerStart } from './fresh-group-per-start.ts';
import { headOfLineWait } from './head-of-line-wait.ts';
import { mailboxTheft } from './mailbox-theft.ts';
import { neverAck } from './never-ack.ts';
import { noDefault } from './no-default.ts';
import { picksWorst } from './picks-worst.ts';
import { poolEviction } from './pool-eviction.ts';
import { retrySleepInPoll } from './retry-sleep-in-poll.ts';
import { sizeLimitTruncation } from './size-limit-truncation.ts';
import { subscribeAfterPublish } from './subscribe-after-publish.ts';
import { timerResetPerScore } from './timer-reset-per-score.ts';
import { truncatedTimestamps } from './truncated-timestamps.ts';
import { waitForAll } from './wait-for-all.ts';
import { waitFullTimeout } from './wait-full-timeout.ts';

export const DETECTORS: readonly Detector[] = [
  picksWorst,
  timerResetPerScore,
  waitFullTimeout,
  waitForAll,
  noDefault,
  mailboxTheft,
  canaryLeak,
  freshGroupPerStart,
  commitBeforeWrite,
  autoCommitLatest,
  subscribeAfterPublish,
  headOfLineWait,
  retrySleepInPoll,
  neverAck,
  truncatedTimestamps,
  sizeLimitTruncation,
  poolEviction,
  fifoExpired,
];
