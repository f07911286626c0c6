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
 * What the fields mean stands in ledger-fields.ts.
 */
import { enlarged } from '../rendezvous/columns.ts';
import * as fields from './ledger-fields.ts';

export * from './ledger-fields.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const {
  ANSWERED,
  APPENDED,
  CORRUPT,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  MODEL_FIELDS,
  NEVER,
  OBLIGATIONS,
  ORDER,
  ORDINAL,
  PARTITION,
  PREFERRED,
  READ,
  REFUSED,
  REQUEST_FIELDS,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  SOURCE,
  SOURCE_ORDINAL,
  STARTED,
} = fields;

/** Rows as who only reads them sees them. */
export type LedgerRows = Pick<Ledger, 'rows' | 'stride'>;

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
    return slot * this.stride + model * MODEL_FIELDS + REQUEST_FIELDS;
  }

  /** Makes room for slots below `capacity`; what stands in lower slots stays. */
  grow(capacity: number): void {
    this.rows = enlarged(this.rows, new Float64Array(capacity * this.stride));
    this.capacity = capacity;
  }

  /**
   * Opens a slot for a request: everything but its identity has not happened yet. Field by field, because this is done for
   * every request, and a loop over them takes three times as long.
   */
  open(slot: number, ordinal: number, source: number, sourceOrdinal: number, intendedUs: number): void {
    const { rows } = this;
    const row = slot * this.stride;
    rows[row + ORDINAL] = ordinal;
    rows[row + SOURCE] = source;
    rows[row + SOURCE_ORDINAL] = sourceOrdinal;
    rows[row + INTENDED] = intendedUs;
    rows[row + APPENDED] = NEVER;
    rows[row + ENRICHED] = NEVER;
    rows[row + SEEN] = NEVER;
    rows[row + DECIDED] = NEVER;
    rows[row + RETURNED] = NEVER;
    rows[row + DECISION] = NEVER;
    rows[row + SETTLED_BY] = NEVER;
    rows[row + PREFERRED] = 0;
    rows[row + ORDER] = NEVER;
    rows[row + ANSWERED] = 0;
    rows[row + REFUSED] = 0;
    rows[row + PARTITION] = NEVER;
    rows[row + CORRUPT] = 0;
    rows[row + OBLIGATIONS] = 0;
    const end = row + this.stride;
    for (let at = row + REQUEST_FIELDS; at < end; at += MODEL_FIELDS) {
      rows[at + FATE_OF] = FATE.open;
      rows[at + READ] = NEVER;
      rows[at + STARTED] = NEVER;
      rows[at + ENDED] = NEVER;
      rows[at + SCORE_APPENDED] = NEVER;
      rows[at + SCORE_READ] = NEVER;
    }
  }
}
