/**
 * Where two runs agree request by request: only where single requests of both were kept. Measure by measure they are
 * compared as any two results are (see comparison/).
 */
import type { Pairing } from '../measure/result.ts';
import { count, difference, share } from './numbers.ts';

/** The same requests in both; the second's latency less the first's. */
export function pairingSentence(
  { pairs, sameDecision, latencyMs }: Pairing,
  [first, second]: readonly [string, string],
): string {
  if (pairs === 0) return 'Request by request: no request was decided in both.';
  const alike = `${count(pairs)} requests were decided in both, ${share(sameDecision / pairs)} of them alike`;
  if (latencyMs === undefined) return `Request by request: ${alike}.`;
  const { p5, p50, p95 } = latencyMs;
  const [low, middle, high] = [p5, p50, p95].map((value) => difference(value, 'ms'));
  return (
    `Request by request: ${alike}. Of these, latency in ${second} less latency in ${first} is ${middle} in the ` +
    `middle, ${low} to ${high} for nine in ten.`
  );
}
