/** A process that reads a stream. */
export interface Receiver {
  /** The process's consumer has read this record. */
  onRecord(record: number, nowUs: number): void;
}
