/**
 * Everything that is known about a live run when it is over: what each process observed, what stands in the topics, and
 * what was done to processes, wires and brokers. The account is made from this alone (no broker is asked any more).
 */
import type { Role } from '../roles/role.ts';
import type { StoredAnswers, StoredCopies, StoredRequests, StoredScores } from './stored-records.ts';

export interface Evidence {
  readonly seed: number;
  /** `auto` already resolved. */
  readonly warmupUs: number;
  /** The first instant of traffic, absolute, by the clock of the front end's machine. */
  readonly zeroUs: number;
  /** Since zero: when traffic was over, and when everything was. */
  readonly trafficEndUs: number;
  readonly endUs: number;
  /** False when the run was stopped before its end. */
  readonly complete: boolean;
  readonly roles: readonly RoleEvidence[];
  readonly streams: StreamEvidence;
  readonly faults: readonly FaultEvidence[];
  /** Processes that ended although no fault ended them, in a sentence each. */
  readonly deaths: readonly string[];
}

export interface RoleEvidence {
  readonly role: Role;
  /**
   * Rows of observations (observation.ts), in order, some at a time: a long run's are larger than memory. May be asked
   * for several times.
   */
  readonly observations: () => Iterable<Float64Array>;
  /** What must be added to its instants to have them by the front end's clock, and by how much that may be wrong. */
  readonly clockOffsetUs: number;
  readonly clockBoundUs: number;
}

/** What stood in the topics at the end. */
export interface StreamEvidence {
  /** Where the scenario has an enrichment. */
  readonly raw: StoredTopic<StoredRequests> | undefined;
  readonly input: StoredTopic<StoredRequests>;
  readonly scores: StoredTopic<StoredScores>;
  readonly results: StoredTopic<StoredAnswers>;
  /** By model index. */
  readonly archives: ReadonlyMap<number, StoredTopic<StoredCopies>>;
}

export interface StoredTopic<Records> {
  /** By partition: the first offset that is still there, as retention has deleted what lies before. */
  readonly first: readonly number[];
  /** By partition: the offset that the next record would have got. */
  readonly end: readonly number[];
  readonly records: Records;
}

/** One occurrence of a fault that was done from outside. Faults inside roles are known from the scenario. */
export interface FaultEvidence {
  /** Index into the scenario's faults. */
  readonly fault: number;
  /** Since zero; NaN where it never came to that. */
  readonly beganUs: number;
  readonly endedUs: number;
  /** Seen from outside, not assumed: the process was gone, stood still, no byte got through. */
  readonly bitten: boolean;
  /** What was seen when it was over, or what is still missing; empty where all is as before. */
  readonly unhealed: string;
}
