/**
 * What happened to the requests that are still under way, as columns.
 *
 * A host gives every request a slot when it is offered, writes each instant into the columns as it becomes known,
 * and, once nothing more can happen to the request, hands the slot to the measurement and uses it again. So memory
 * follows what is under way, never the length of the run. The columns are typed arrays that a host writes directly:
 * the simulator does so some thirty times per request and cannot afford a call for each.
 *
 * All instants are integer microseconds since the first instant of traffic. -1 stands for "has not happened".
 */
import { enlarged } from '../rendezvous/columns.ts';

export const NEVER = -1;

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
  /** Never delivered to the model: deleted by retention, or lost by a commit that came too early. */
  lost: 5,
} as const;

export class Ledger {
  /** Number of models, decoys included: the stride of the per-model columns. */
  readonly models: number;
  capacity = 0;

  /** 0, 1, 2, … in order of intended arrival over all sources. */
  ordinal = new Float64Array(0);
  /** Index of the source, and the request's ordinal within it: what every draw hangs on. */
  source = new Uint16Array(0);
  sourceOrdinal = new Float64Array(0);
  intendedUs = new Float64Array(0);
  /** Durable on the input stream; NEVER where the front end could not append. */
  appendedUs = new Float64Array(0);
  /** Durable where the models read: equals appendedUs without enrichment; NEVER where enrichment dropped it. */
  enrichedUs = new Float64Array(0);
  /** The rendezvous server read the request. */
  seenUs = new Float64Array(0);
  decidedUs = new Float64Array(0);
  /** The first valid answer was back at the caller's edge. */
  returnedUs = new Float64Array(0);
  /** The policy's decision: a model's index, ANSWER_DEFAULT, ANSWER_COMBINED, or WAIT where none fell. */
  decision = new Int16Array(0);
  /** The model whose score settled the decision (the last one of an ensemble); -1 for the default. */
  settledBy = new Int16Array(0);
  /** 1 where the policy says that the decision was its first choice. */
  preferred = new Uint8Array(0);
  /** Index into the policy's `orders` that was in force at the decision, or -1. */
  order = new Int16Array(0);
  /** 1 where an answer was given to the caller; 0 where the decision was a default of `none`. */
  answered = new Uint8Array(0);
  /** 1 where the front end could not append before the deadline. */
  refused = new Uint8Array(0);

  /** Per request and model, at slot × models + model. */
  fate = new Uint8Array(0);
  /** The model's consumer read the record. */
  readUs = new Float64Array(0);
  startedUs = new Float64Array(0);
  /** Service ended: score or error leaves the model. */
  endedUs = new Float64Array(0);
  /** Durable on the scores stream. */
  scoreAppendedUs = new Float64Array(0);
  /** Readable by (and, with a live server, read by) the rendezvous server. */
  scoreReadUs = new Float64Array(0);

  constructor(models: number, capacity: number) {
    this.models = models;
    this.grow(capacity);
  }

  /** Makes room for slots below `capacity`; what stands in lower slots stays. */
  grow(capacity: number): void {
    const perModel = capacity * this.models;
    this.ordinal = enlarged(this.ordinal, new Float64Array(capacity));
    this.source = enlarged(this.source, new Uint16Array(capacity));
    this.sourceOrdinal = enlarged(this.sourceOrdinal, new Float64Array(capacity));
    this.intendedUs = enlarged(this.intendedUs, new Float64Array(capacity));
    this.appendedUs = enlarged(this.appendedUs, new Float64Array(capacity));
    this.enrichedUs = enlarged(this.enrichedUs, new Float64Array(capacity));
    this.seenUs = enlarged(this.seenUs, new Float64Array(capacity));
    this.decidedUs = enlarged(this.decidedUs, new Float64Array(capacity));
    this.returnedUs = enlarged(this.returnedUs, new Float64Array(capacity));
    this.decision = enlarged(this.decision, new Int16Array(capacity));
    this.settledBy = enlarged(this.settledBy, new Int16Array(capacity));
    this.preferred = enlarged(this.preferred, new Uint8Array(capacity));
    this.order = enlarged(this.order, new Int16Array(capacity));
    this.answered = enlarged(this.answered, new Uint8Array(capacity));
    this.refused = enlarged(this.refused, new Uint8Array(capacity));
    this.fate = enlarged(this.fate, new Uint8Array(perModel));
    this.readUs = enlarged(this.readUs, new Float64Array(perModel));
    this.startedUs = enlarged(this.startedUs, new Float64Array(perModel));
    this.endedUs = enlarged(this.endedUs, new Float64Array(perModel));
    this.scoreAppendedUs = enlarged(this.scoreAppendedUs, new Float64Array(perModel));
    this.scoreReadUs = enlarged(this.scoreReadUs, new Float64Array(perModel));
    this.capacity = capacity;
  }

  /** Opens a slot for a request: everything but its identity has not happened yet. */
  open(slot: number, ordinal: number, source: number, sourceOrdinal: number, intendedUs: number): void {
    this.ordinal[slot] = ordinal;
    this.source[slot] = source;
    this.sourceOrdinal[slot] = sourceOrdinal;
    this.intendedUs[slot] = intendedUs;
    this.appendedUs[slot] = NEVER;
    this.enrichedUs[slot] = NEVER;
    this.seenUs[slot] = NEVER;
    this.decidedUs[slot] = NEVER;
    this.returnedUs[slot] = NEVER;
    this.decision[slot] = -1;
    this.settledBy[slot] = -1;
    this.preferred[slot] = 0;
    this.order[slot] = -1;
    this.answered[slot] = 0;
    this.refused[slot] = 0;
    const end = (slot + 1) * this.models;
    for (let at = slot * this.models; at < end; at++) {
      this.fate[at] = FATE.open;
      this.readUs[at] = NEVER;
      this.startedUs[at] = NEVER;
      this.endedUs[at] = NEVER;
      this.scoreAppendedUs[at] = NEVER;
      this.scoreReadUs[at] = NEVER;
    }
  }
}
