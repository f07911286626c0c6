/**
 * The fields of a request's row in the ledger: positions, and what may stand there.
 *
 * All instants are integer microseconds since the first instant of traffic. NEVER stands for "has not happened".
 */
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
export const REQUEST_FIELDS = 18;

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
export const MODEL_FIELDS = 6;

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
