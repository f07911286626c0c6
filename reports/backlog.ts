/** How far a model or a decoy was behind the stream that it reads, step by step. */
import type { Series } from '../measure/result.ts';

/** Records that a model had not finished with, or a decoy not archived, at the end of a step; 0 for anybody else. */
export function recordsBehind(
  { archivedRecords, inputRecords, lagRecords }: Series,
  who: string,
  step: number,
): number {
  const archived = archivedRecords[who];
  return archived === undefined
    ? (lagRecords[who]?.[step] ?? 0)
    : (inputRecords[step] ?? 0) - (archived[step] ?? 0);
}

/** A second's arrivals: who is no farther behind than that keeps pace. */
export function usualBacklog({ inputRecords, offered, stepMs }: Series): number {
  const perStep = (inputRecords.at(-1) ?? 0) / Math.max(1, offered.length);
  return perStep * (1000 / stepMs);
}
