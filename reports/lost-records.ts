/**
 * When the requests arrived that are missing from an archive, as far as their names tell: those of one source are numbered
 * in the order of their arrival, which the series counts. With several sources nobody knows.
 */
import type { DecoyResult, RunResult } from '../measure/result.ts';

/** Missing records per step of arrival, of all decoys; undefined where the result does not tell. */
export function lostPerStep({ decoys, series, replications }: RunResult): number[] | undefined {
  const gaps = Object.values(decoys).flatMap(({ missing }) => missing.map(numbersOf));
  const known = gaps.flatMap((gap) => gap ?? []);
  if (gaps.length === 0 || known.length < gaps.length || replications > 1) return undefined;
  if (new Set(known.map(({ source }) => source)).size > 1) return undefined;
  let before = 0;
  return series.offered.map((n) => {
    const from = before;
    before += n;
    return known.reduce((sum, gap) => sum + gap.records * overlap(gap, from, before), 0);
  });
}

interface Numbered {
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly records: number;
}

function numbersOf({ from, to, firstId, lastId }: DecoyResult['missing'][number]): Numbered | undefined {
  const first = /^(.*)-(\d+)$/s.exec(firstId ?? '');
  const last = /^(.*)-(\d+)$/s.exec(lastId ?? '');
  if (first?.[1] === undefined || first[1] !== last?.[1]) return undefined;
  return { source: first[1], from: Number(first[2]), to: Number(last[2]) + 1, records: to - from + 1 };
}

/** The part of a gap that lies between two numbers, its records taken to be spread evenly. */
function overlap({ from, to }: Numbered, low: number, high: number): number {
  return Math.max(0, Math.min(to, high) - Math.max(from, low)) / Math.max(1, to - from);
}
