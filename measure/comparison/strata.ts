/**
 * Which stretches of time are comparable by chance alone: those between the same borders of faults. What a fault does is
 * part of the scenario and would happen alike in the next run.
 */
import type { BatchSums, RunResult } from '../result.ts';

/** When the faults of these results begin and end. */
export function bordersOf(...results: readonly RunResult[]): readonly number[] {
  const faults = results.flatMap((result) => Object.values(result.faults));
  return faults.flatMap(({ windows }) => windows.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
}

/** A number for each batch, equal within a stratum; a stretch across a border is one of its own. */
export function strataOf(
  { of, fromMs, eachMs }: Pick<BatchSums, 'of' | 'fromMs' | 'eachMs'>,
  batches: number,
  borders: readonly number[],
): readonly number[] {
  return Array.from({ length: batches }, (_, batch) => {
    if (of === 'replications') return 0;
    const begin = fromMs + batch * eachMs;
    const passed = borders.filter((border) => border <= begin).length;
    const across = borders.some((border) => border > begin && border < begin + eachMs);
    return 2 * passed + (across ? 1 : 0);
  });
}
