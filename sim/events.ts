/**
 * The kinds of events, and how one is packed: the code in the low bits of `what`, an index above it.
 *
 * A Kafka message is never an event; an event is an entry in the simulator's queue.
 */
export const EVENT = {
  /** A record becomes readable: index = group × partitions + partition, of the models' stream. */
  readable: 0,
  /** The same on the raw input, which only enrichment reads. */
  rawReadable: 1,
  /** A service ends: index = process, whom = the head record. */
  serviceEnd: 2,
  /** A score becomes readable by the rendezvous server: index = model, whom = the request's slot. */
  score: 3,
  /** A request's wake-up: index = slot, whom = the mark of the request (slots are used again). */
  wakeRequest: 4,
  /** A worker's or archiver's wake-up: index = process. */
  wakeWorker: 5,
  wakeArchiver: 6,
  /** A caller sends its request a second time: index = slot. */
  resend: 7,
} as const;

const CODE_BITS = 4;
const CODE_MASK = 15;

export function pack(code: number, index: number): number {
  return (index << CODE_BITS) | code;
}

/** What tells requests apart that have the same slot one after the other, in 32 bits, from their ordinals. */
export function markOf(ordinal: number): number {
  return ordinal | 0;
}

export function codeOf(what: number): number {
  return what & CODE_MASK;
}

export function indexOf(what: number): number {
  return what >> CODE_BITS;
}
