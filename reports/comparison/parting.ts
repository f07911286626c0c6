/**
 * Where two runs part: the stretch of time in which their answers differ most.
 *
 * It is looked for in the series, in at most some sixty stretches, and is a hint where to look, not a test: of so many
 * stretches the worst always differs by something.
 */
import type { RunResult } from '../../measure/result.ts';
import { withCourse } from '../course.ts';
import { duration, share } from '../numbers.ts';
import { printable } from '../plain-text.ts';
import type { Names } from './wording.ts';

const MOST_STRETCHES = 60;

/** Shares of requests in one stretch of both. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly first: number;
  readonly second: number;
}

/** Sentences with a full stop; none where they part nowhere. */
export function partingSentences(one: RunResult, other: RunResult, names: Names): string[] {
  const [first, second] = [withCourse(one), withCourse(other)];
  const said = (what: string, of: (result: RunResult) => readonly number[]): string[] => {
    const worst = widest(stretchesOf(first, second, of));
    if (worst === undefined) return [];
    const span = `${duration(worst.fromMs)} to ${duration(worst.toMs)}`;
    return [
      `${what} part most from ${span}: ${share(worst.second)} in ${printable(names[1])}, ${share(worst.first)} in ${printable(names[0])}.`,
    ];
  };
  return [
    ...said('Answers on time', ({ series }) => series.onTime),
    ...said('Answers by the preferred model', ({ series }) => series.outcomes.preferred),
  ];
}

function widest(stretches: readonly Stretch[]): Stretch | undefined {
  let worst: Stretch | undefined;
  for (const stretch of stretches) if (gap(stretch) > (worst === undefined ? 0 : gap(worst))) worst = stretch;
  return worst;
}

function gap({ first, second }: Stretch): number {
  return Math.abs(second - first);
}

function stretchesOf(
  first: RunResult,
  second: RunResult,
  of: (result: RunResult) => readonly number[],
): Stretch[] {
  const endMs = Math.min(...[first, second].map(({ series }) => series.offered.length * series.stepMs));
  const stepMs = Math.max(first.series.stepMs, second.series.stepMs);
  const eachMs = stepMs * Math.max(1, Math.ceil(endMs / stepMs / MOST_STRETCHES));
  const warmupMs = Math.max(first.time.warmupMs, second.time.warmupMs);
  const count = Math.floor(endMs / eachMs);
  return Array.from({ length: count }, (_, at) => at * eachMs)
    .filter((fromMs) => fromMs >= warmupMs)
    .flatMap((fromMs) => {
      const toMs = fromMs + eachMs;
      const ours = shareIn(first, of(first), fromMs, toMs);
      const theirs = shareIn(second, of(second), fromMs, toMs);
      return ours === undefined || theirs === undefined
        ? []
        : [{ fromMs, toMs, first: ours, second: theirs }];
    });
}

function shareIn(
  { series }: RunResult,
  parts: readonly number[],
  fromMs: number,
  toMs: number,
): number | undefined {
  const within = (values: readonly number[]): number =>
    values
      .slice(Math.round(fromMs / series.stepMs), Math.round(toMs / series.stepMs))
      .reduce((sum, value) => sum + value, 0);
  const offered = within(series.offered);
  return offered === 0 ? undefined : within(parts) / offered;
}
