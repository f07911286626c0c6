/**
 * How far slow moments hit the hops of one request together, as one figure that distributions do not enter.
 *
 * Each time becomes the normal score of its rank among all times of its kind of hop (van der Waerden: Φ⁻¹((rank − 0.5) / n)),
 * and the figure is the mean product of the scores of two hops of one request, over all such pairs: 0 where hops have nothing
 * in common, 1 where they are slow together always.
 */
import type { Hop } from '../../scenarios/scenario.ts';
import { normalQuantile } from '../../workload/normal.ts';

/** How long a hop took for a request, numbered from 0. */
export interface OwnTime {
  readonly request: number;
  readonly us: number;
}

/**
 * 0 where no request has two hops that were timed.
 *
 * @param times by kind of hop; a request may have several of a kind
 * @param requests how many there are
 */
export function meanScoreProduct(times: ReadonlyMap<Hop, readonly OwnTime[]>, requests: number): number {
  // All products of two of a request's scores, taken twice: the square of their sum without their squares.
  const counts = new Float64Array(requests);
  const sums = new Float64Array(requests);
  const squares = new Float64Array(requests);
  for (const ofKind of times.values()) {
    for (const { request, score } of scored(ofKind)) {
      counts[request] = (counts[request] ?? 0) + 1;
      sums[request] = (sums[request] ?? 0) + score;
      squares[request] = (squares[request] ?? 0) + score * score;
    }
  }
  let products = 0;
  let pairs = 0;
  for (const [request, count] of counts.entries()) {
    const sum = sums[request] ?? 0;
    products += sum * sum - (squares[request] ?? 0);
    pairs += count * (count - 1);
  }
  return pairs === 0 ? 0 : products / pairs;
}

interface Scored {
  readonly request: number;
  readonly score: number;
}

/** With a variance of 1, which ties would make smaller; nothing where all times are the same. */
function scored(times: readonly OwnTime[]): readonly Scored[] {
  const sorted = times.toSorted((one, other) => one.us - other.us);
  const scores: Scored[] = [];
  let squares = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to]?.us === sorted[from]?.us) to++;
    // Equal times share the middle of their ranks.
    const score = normalQuantile((from + to) / 2 / sorted.length);
    for (const { request } of sorted.slice(from, to)) scores.push({ request, score });
    squares += (to - from) * score * score;
  }
  const spread = Math.sqrt(squares / sorted.length);
  return spread === 0 ? [] : scores.map(({ request, score }) => ({ request, score: score / spread }));
}
