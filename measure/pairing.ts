/** The same requests in two runs, taken together: how many were decided alike, and how their latencies differ. */
import type { Pairing } from './result.ts';

/** A request that both runs decided. */
export interface RequestPair {
  readonly isAlike: boolean;
  /** The second's latency less the first's; undefined where one of them did not answer. */
  readonly differenceUs: number | undefined;
}

export function pairingOf(requests: Iterable<RequestPair>): Pairing {
  const differencesUs: number[] = [];
  let pairs = 0;
  let sameDecision = 0;
  for (const { isAlike, differenceUs } of requests) {
    pairs++;
    if (!isAlike) continue;
    sameDecision++;
    if (differenceUs !== undefined) differencesUs.push(differenceUs);
  }
  return { pairs, sameDecision, latencyMs: percentilesMs(differencesUs) };
}

function percentilesMs(us: readonly number[]): Pairing['latencyMs'] {
  if (us.length === 0) return undefined;
  const sorted = Float64Array.from(us).sort();
  const at = (share: number) => (sorted[Math.round(share * (sorted.length - 1))] ?? 0) / 1_000;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}
