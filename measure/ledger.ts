/**
 * What happened to the requests that are still under way: one row of numbers per request.
 *
 * A host gives every request a slot when it is offered, writes each instant into the slot's row as it becomes known,
 * and, once nothing more can happen to the request, hands the slot to the measurement and uses it again. So memory
 * follows what is under way, never the length of the run.
 *
 * All rows stand in one typed array that hosts write directly, because the simulator touches a row some forty times
 * per request: one array means one look-up per function instead of one per field, which made the whole simulator
 * nearly twice as fast. `rows[slot * stride + INTENDED]` is a request's field, and
 * `rows[modelAt(slot, model) + READ]` a field of its way through one model.
 *
 * All instants are integer microseconds since the first instant of traffic. NEVER stands for "has not happened".
 */
import { enlarged } from '../rendezvous/columns.ts';

export const NEVER = -1;

/**
 * Requests are settled at most so many at a time. Counting them together, one question after the other, keeps what is
 * asked and where it is counted in the processor's registers; few enough, and their rows stay in its nearest cache.
 */
export const MOST_TOGETHER = 32;

/** 0, 1, 2, … in order of intended arrival over all sources. */
export const ORDINAL = 0;
/** Index of the source, and the request's ordinal within it: what every draw hangs on. */
export const SOURCE = 1;
export const SOURCE_ORDINAL = 2;
export const INTENDED = 3;
/** Durable on the input stream; NEVER where the front end could not append. */
export const APPENDED = 4;
/** Durable where the models read: equals APPENDED without enrichment; NEVER where enrichment dropped it. */
export const ENRICHED = 5;
/** The rendezvous server read the request. */
export const SEEN = 6;
export const DECIDED = 7;
/** The first valid answer was back at the caller's edge. */
export const RETURNED = 8;
/** The policy's decision: a model's index, ANSWER_DEFAULT, ANSWER_COMBINED; WAIT (-1) where none fell. */
export const DECISION = 9;
/** The model whose score settled the decision (the last one of an ensemble); -1 for the default. */
export const SETTLED_BY = 10;
/** 1 where the policy says that the decision was its first choice. */
export const PREFERRED = 11;
/** Index into the policy's `orders` that was in force at the decision, or -1. */
export const ORDER = 12;
/** 1 where an answer was given to the caller; 0 where the decision was a default of `none`. */
export const ANSWERED = 13;
/** 1 where the front end could not append before the deadline. */
export const REFUSED = 14;
/** The input partition, and whether the payload is malformed. */
export const PARTITION = 15;
export const CORRUPT = 16;
/** Things that may still happen to the request; for the host that counts them. */
export const OBLIGATIONS = 17;
const REQUEST_FIELDS = 18;

/** One of FATE. */
export const FATE_OF = 0;
/** The model's consumer read the record. */
export const READ = 1;
export const STARTED = 2;
/** Service ended: score or error leaves the model. */
export const ENDED = 3;
/** Durable on the scores stream. */
export const SCORE_APPENDED = 4;
/** Readable by (and, with a live server, read by) the rendezvous server. */
export const SCORE_READ = 5;
const MODEL_FIELDS = 6;

/** What became of a request at a model. */
export const FATE = {
  /** Not read yet, or read and not finished. */
  open: 0,
  scored: 1,
  /** An error record on scores, final for this model. */
  failed: 2,
  /** Dropped unscored because its deadline had passed. */
  skipped: 3,
  /** Read while the model hung: committed, never scored. */
  hung: 4,
  /** Never delivered to the model: deleted by retention. */
  lost: 5,
} as const;

export class Ledger {
  /** Number of models, decoys included. */
  readonly models: number;
  /** Numbers in a row. */
  readonly stride: number;
  /** Hosts that keep a reference take it again after `grow`. */
  rows = new Float64Array(0);
  capacity = 0;

  constructor(models: number, capacity: number) {
    this.models = models;
    this.stride = REQUEST_FIELDS + models * MODEL_FIELDS;
    this.grow(capacity);
  }

  /** Where the fields of a request's way through a model begin. */
  modelAt(slot: number, model: number): number {
    return Math.imul(slot, this.stride) + Math.imul(model, MODEL_FIELDS) + REQUEST_FIELDS;
  }

  /** Makes room for slots below `capacity`; what stands in lower slots stays. */
  grow(capacity: number): void {
    this.rows = enlarged(this.rows, new Float64Array(capacity * this.stride));
    this.capacity = capacity;
  }

  /** Opens a slot for a request: everything but its identity has not happened yet. */
  open(slot: number, ordinal: number, source: number, sourceOrdinal: number, intendedUs: number): void {
    const { rows } = this;
    const row = Math.imul(slot, this.stride);
    const end = row + this.stride;
    for (let at = row + APPENDED; at < end; at++) rows[at] = NEVER;
    rows[row + ORDINAL] = ordinal;
    rows[row + SOURCE] = source;
    rows[row + SOURCE_ORDINAL] = sourceOrdinal;
    rows[row + INTENDED] = intendedUs;
    rows[row + PREFERRED] = 0;
    rows[row + ANSWERED] = 0;
    rows[row + REFUSED] = 0;
    rows[row + CORRUPT] = 0;
    rows[row + OBLIGATIONS] = 0;
    for (let at = row + REQUEST_FIELDS; at < end; at += MODEL_FIELDS) rows[at + FATE_OF] = FATE.open;
  }
}
