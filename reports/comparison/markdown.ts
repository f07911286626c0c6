/** Two results as Markdown, for the summary page of a CI job or a pull request: what differs first, then every measure. */
import type { Comparison } from '../../measure/comparison/comparison.ts';
import { code, fitted, list, section, table, text } from '../markdown-parts.ts';
import { target, VERDICT_WORDS } from '../sentences.ts';
import { changesBetween } from './changes.ts';
import { objectivePairs } from './objective-pairs.ts';
import { partingSentences } from './parting.ts';
import { basisSentence, cellsOf, headline, type Pair, pairedSentences, tellingSentences } from './wording.ts';

export function renderComparisonMarkdown(pair: Pair, comparison: Comparison): string {
  const { first, second, names } = pair;
  const { measures, basis } = comparison;
  const telling = [
    ...tellingSentences(measures, names),
    ...partingSentences(first, second, names),
    ...pairedSentences(pair),
  ];
  const changes = changesBetween(first, second).map(
    ({ path, first: before, second: after }) => `${code(path)}: ${code(before)} → ${code(after)}`,
  );
  const parts = [
    `## ${text(names[1])} against ${text(names[0])}`,
    `**${text(headline(pair, measures), 1000)}**`,
    list(telling.map((sentence) => text(sentence, 600))),
    section('What was changed', changes),
    objectives(pair),
    `### Every measure\n\n${everyMeasure(pair, comparison)}`,
    text(basisSentence(basis), 600),
    again(pair),
  ];
  return fitted(parts);
}

function everyMeasure({ names }: Pair, { measures }: Comparison): string {
  const heads = ['Measure', ...names.map((name) => text(name, 40)), 'Difference', '95% interval'];
  const rows = measures.map((measure) => [text(measure.measure), ...cellsOf(measure)]);
  return table(heads, rows, [1, 2, 3, 4]);
}

function objectives(pair: Pair): string {
  const rows = objectivePairs(pair).map(({ name, first, second }) => [
    text(name),
    first === undefined ? '—' : `${VERDICT_WORDS[first.verdict].word} (${target(first)})`,
    second === undefined ? '—' : `${VERDICT_WORDS[second.verdict].word} (${target(second)})`,
  ]);
  if (rows.length === 0) return '';
  return `### Objectives\n\n${table(['Objective', ...pair.names.map((name) => text(name, 40))], rows, [])}`;
}

function again({ first, second }: Pair): string {
  return `<sub>Made from: ${code(first.provenance.command)} and ${code(second.provenance.command)}</sub>`;
}
