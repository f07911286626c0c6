/**
 * Which correlation of the simulator's copula (workload/slow-moments.ts) has so large a mean product of normal scores. Its own
 * scores are no normal ones, so that the two differ a little: 40% has a mean product of 0.354.
 *
 * Given the factor, hops are independent: the mean product is the mean over the factor of the square of a hop's mean normal
 * score. Both means are sums over equally likely draws.
 */
import { normalQuantile } from '../../workload/normal.ts';
import { MOST_CORRELATION, SlowMoments } from '../../workload/slow-moments.ts';

/** The factor's are more, because its mean square comes from the few largest. */
const FACTOR_DRAWS = equallyLikely(400);
const OWN_DRAWS = equallyLikely(50);
/** Where normal scores end that a calibration can have seen. */
const LEAST_SHARE = 1e-9;

/** The nearest in whole percent. @param meanProduct of the normal scores of two hops of a request */
export function correlationWith(meanProduct: number): number {
  let low = 0;
  let high = Math.round(100 * MOST_CORRELATION);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (meanProductOf((middle + 0.5) / 100) < meanProduct) low = middle + 1;
    else high = middle;
  }
  return low / 100;
}

export function meanProductOf(correlation: number): number {
  const moments = new SlowMoments(correlation);
  return mean(FACTOR_DRAWS, (factor) => {
    const common = moments.common(factor);
    return mean(OWN_DRAWS, (own) => normalScore(moments.shareBelow(moments.score(common, own)))) ** 2;
  });
}

function equallyLikely(count: number): readonly number[] {
  return Array.from({ length: count }, (_, nth) => (nth + 0.5) / count);
}

function normalScore(share: number): number {
  return normalQuantile(Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, share)));
}

function mean(draws: readonly number[], of: (draw: number) => number): number {
  return draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length;
}
