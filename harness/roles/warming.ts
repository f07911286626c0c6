/**
 * Requests before zero, which warm up connections and code and count nowhere: some hundred, one after the other, in turn
 * over the partitions, and over a second before zero, so that nothing of them is under way when the run begins.
 */
export interface WarmingRequest {
  /** Negative. */
  readonly n: number;
  readonly source: number;
  readonly sourceOrdinal: number;
  readonly intendedUs: number;
  readonly partition: number;
}

/** Warming is over, and no request that counts can have come. */
export const BEFORE_ZERO_US = -500_000;

const EVERY_US = 10_000;
const LAST_US = -1_200_000;
const MOST = 200;

/** @param fromUs the earliest instant, negative */
export function warmingRequests(partitions: number, fromUs: number): readonly WarmingRequest[] {
  const count = Math.max(0, Math.min(MOST, Math.floor((LAST_US - fromUs) / EVERY_US)));
  return Array.from({ length: count }, (_, nth) => ({
    n: -1 - nth,
    source: 0,
    sourceOrdinal: nth,
    intendedUs: LAST_US - nth * EVERY_US,
    partition: nth % partitions,
  }));
}
