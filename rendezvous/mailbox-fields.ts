/** The fields of a mailbox: positions, and what may stand there. */

/** What the server knows of a request. */
export const MAILBOX = {
  /** Nothing was read of it. */
  absent: 0,
  /** A score came before its request: it is held until the request is seen. */
  early: 1,
  open: 2,
  /** The decision fell; scores that still come are late. */
  decided: 3,
} as const;

/** Fields of a mailbox, at slot × MAILBOX_SIZE + field. */
export const STATE = 0;
/** Models that scored, and that failed, as bit sets. */
export const SCORED = 1;
export const FAILED = 2;
/** Of the models that the policy may answer from, whose score was read first, and whose last; -1: none. */
export const FIRST = 3;
export const LAST = 4;
export const MAILBOX_SIZE = 8;
