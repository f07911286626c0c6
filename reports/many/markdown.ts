/** The index of many runs as Markdown, for the summary page of a CI job. */

import { fitted, table, text } from '../markdown-parts.ts';
import { milliseconds, share } from '../numbers.ts';
import { VERDICT_WORDS, verdictSentence } from '../sentences.ts';
import { gravestFirst, type Run, tally, titleOf, worstVerdict } from './runs.ts';

export function renderIndexMarkdown(unordered: readonly Run[]): string {
  const runs = gravestFirst(unordered);
  const { mark } = VERDICT_WORDS[worstVerdict(runs)];
  const rows = runs.map(({ result }) => [
    `${VERDICT_WORDS[result.verdict].mark} ${VERDICT_WORDS[result.verdict].word}`,
    text(titleOf(result, runs)),
    share(result.timeliness.share),
    milliseconds(result.latencyMs.p99, result.latencyMs.n > 0 ? 'never answered' : 'no data'),
    result.verdict === 'pass' ? '' : text(verdictSentence(result)),
  ]);
  const heads = ['', 'Run', 'On time', 'p99', 'Why'];
  return fitted([`## ${mark} ${tally(runs)}`, table(heads, rows, [2, 3])]);
}
