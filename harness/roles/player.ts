/** What plays a role, as the process around it sees it. */
export interface Player {
  /** Connects and joins; resolves when it takes part. Rejects with a `KafkaProblem` where it cannot. */
  join(): Promise<void>;
  /** The run's zero is known. */
  go(): void;
  /** Leaves its group and joins again; what it held comes again. */
  rejoin(): void;
  /** Finishes what it has in hand, within this time, and leaves. */
  stop(withinMs: number): Promise<void>;
}
