/** Scores by chance for the tests of the canary monitor: the same for one seed, whatever else runs. */
import { normalQuantile } from '../../workload/normal.ts';
import { Stream } from '../../workload/stream.ts';

export const SECOND_US = 1_000_000;
export const DAY_US = 86_400 * SECOND_US;

/** The n-th value of a law. */
export type Law = (n: number) => number;

export function uniforms(seed: number, label: string): Law {
  const stream = new Stream(seed, label);
  return (n) => stream.uniform(n);
}

export function normals(seed: number, label: string): Law {
  const uniform = uniforms(seed, label);
  const drawn: number[] = [];
  return (n) => (drawn[n] ??= normalQuantile(uniform(n)));
}
