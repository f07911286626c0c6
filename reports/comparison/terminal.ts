/**
 * Two results side by side in a terminal or a log: what differs, in sentences, and every measure in a plain table.
 */
import type { Comparison, MeasureComparison } from '../../measure/comparison/comparison.ts';
import { difference } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';
import { verdictWord } from '../sentences.ts';
import { type Change, changesBetween } from './changes.ts';
import { partingSentences } from './parting.ts';
import {
  basisSentence,
  cellsOf,
  headline,
  isSilent,
  type Names,
  type Pair,
  pairedSentences,
  tellingSentences,
} from './wording.ts';

const MOST_CHANGES = 12;

/** Ends in a line feed. */
export function renderComparisonText(pair: Pair, comparison: Comparison): string {
  const { first, second, names } = pair;
  const { measures, basis } = comparison;
  const blocks = [
    [headline(pair, measures)],
    verdicts(pair),
    changed(changesBetween(first, second)),
    [
      ...tellingSentences(measures, names),
      ...partingSentences(first, second, names),
      ...pairedSentences(pair),
    ],
    [comparisonTable(comparison, names).trimEnd()],
    [basisSentence(basis)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function verdicts({ first, second, names }: Pair): string[] {
  const width = Math.max(...names.map((name) => shortened(printable(name), 40).length));
  return [first, second].map((result, at) => {
    const name = shortened(printable(names[at] ?? ''), 40).padEnd(width);
    return `  ${name}  ${verdictWord(result.verdict)}`;
  });
}

function changed(changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const shown = changes
    .slice(0, MOST_CHANGES)
    .map(({ path, first, second }) => `  ${printable(path)}: ${first} → ${second}`);
  const more = changes.length > MOST_CHANGES ? [`  and ${changes.length - MOST_CHANGES} more`] : [];
  return ['What was changed:', ...shown, ...more];
}

/**
 * Every measure as a row of a plain table; those that are zero in both on one line below it. Ends in a line feed.
 * @param each the runs of the second one by one, where there are several: a difference that is smaller than theirs to each
 * other says nothing
 */
export function comparisonTable(
  { measures }: Comparison,
  names: Names,
  each: readonly Comparison[] = [],
): string {
  const hasNoise = each.length > 1;
  const heads = [
    'Measure',
    ...names.map((name) => shortened(printable(name), 24)),
    'difference',
    '95% interval',
    ...(hasNoise ? [`${shortened(printable(names[1]), 24)} from run to run`] : []),
  ];
  const silent = measures.filter(isSilent).map(({ measure }) => printable(measure));
  const rows = measures
    .filter((measure) => !isSilent(measure))
    .map((measure) => [
      printable(measure.measure),
      ...cellsOf(measure),
      ...(hasNoise ? [noiseOf(measure, each)] : []),
    ]);
  const lines = [heads, ...rows];
  const widths = heads.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  const table = lines
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
  return silent.length === 0 ? table : `${table}Zero in both: ${silent.join(', ')}.\n`;
}

/** How far the runs lie apart: the largest figure less the smallest. */
function noiseOf({ measure, unit }: MeasureComparison, each: readonly Comparison[]): string {
  const figures = each.flatMap(({ measures }) => {
    const value = measures.find((found) => found.measure === measure)?.second ?? null;
    return value === null ? [] : [value];
  });
  if (figures.length < 2) return '—';
  const size = Math.max(...figures) - Math.min(...figures);
  return size === 0 ? 'none' : difference(size, unit).slice(1);
}
