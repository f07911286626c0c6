/** The second sentence of a verdict, in every view: when and why it failed, or when it was hardest not to. */
import type { RunResult } from '../measure/result.ts';
import { causeSaid, likelyCause } from './cause.ts';
import { withCourse } from './course.ts';
import { hardestOf, hardestSentence } from './hardest.ts';
import { hasFigures } from './sentences.ts';

/** Empty where the run says neither. */
export function momentSaid(result: RunResult): string {
  if (!hasFigures(result)) return '';
  const shown = withCourse(result);
  const cause = likelyCause(shown);
  if (cause !== undefined) return causeSaid(cause);
  const hardest = hardestOf(shown);
  return hardest === undefined ? '' : hardestSentence(shown, hardest);
}
