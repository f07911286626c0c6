/** What the simulation tells the companion thread: each message begins with one of these, its numbers follow. */
export const MESSAGE = {
  /** count, then the rows of so many requests */
  settle: 0,
  /** slot, model, source, the request's number there, its intended arrival, now */
  score: 1,
  /** slot */
  gone: 2,
  /** the arguments of the call, in its order; true is 1 */
  decoyRecord: 3,
  decoyPending: 4,
  /** nowUs, openMailboxes, inputRecords, then lag and archived records of each model */
  gauge: 5,
  /** place in ANOMALIES, count */
  anomaly: 6,
  /** place in AGAIN, when, then the request's row */
  answeredAgain: 7,
  faultBegan: 8,
  faultBitten: 9,
  faultEnded: 10,
  /** The last one; what the host knows at the end comes beside the ring. */
  finish: 11,
} as const;

export const ANOMALIES = ['wrongRecipient', 'forbidden'] as const;
export const AGAIN = ['duplicates', 'conflictingDuplicates'] as const;
