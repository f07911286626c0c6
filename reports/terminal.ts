/**
 * What an architect reads in ten seconds when a run has ended: the verdict, the objectives with how sure they are,
 * where the requests ended, who was late together, what decoys, canaries and faults did, and where the report is.
 *
 * Marks and words carry every verdict; colour only repeats them, so a log file or a colour-blind reader misses
 * nothing. Lines keep within `width`. Reading the terminal (its width, NO_COLOR) is the caller's business.
 */
import { type ObjectiveResult, OUTCOMES, type RunResult, type Verdict } from '../measure/result.ts';
import { certainty, margin } from './certainty.ts';
import { withCourse } from './course.ts';
import { faultEffects } from './fault-effects.ts';
import { momentSaid } from './moment.ts';
import { count, milliseconds, share } from './numbers.ts';
import { printable, shortened } from './plain-text.ts';
import {
  actual,
  canarySentence,
  circumstances,
  decoySentence,
  faultSentence,
  findingSentence,
  hasFigures,
  jointSentence,
  latency,
  objectiveSentence,
  target,
  telling,
  VERDICT_WORDS,
  verdictSentence,
} from './sentences.ts';

export interface TerminalOptions {
  readonly color: boolean;
  readonly width: number;
  /** Where the full report was written; nothing is said where there is none. */
  readonly report?: string;
}

type Paint = (style: 'bold' | 'dim' | Verdict, text: string) => string;

const SGR = { bold: 1, dim: 2, pass: 32, fail: 31, inconclusive: 33, error: 35, invalid: 35 } as const;
const LABEL_WIDTH = 13;

/** The summary, ending in a line feed. */
export function renderSummary(result: RunResult, options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const paint: Paint = (style, text) => (options.color ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text);
  const blocks = [
    headline(result, width, paint),
    objectives(result.objectives, width, paint),
    facts(result, width, paint),
    options.report === undefined ? [] : labelled('Report', [printable(options.report)], width, paint),
  ];
  const lines = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `\n${lines.join('\n\n')}\n`;
}

function headline(result: RunResult, width: number, paint: Paint): string[] {
  const { mark, word } = VERDICT_WORDS[result.verdict];
  const name = shortened(printable(result.scenario.name), width - word.length - 4);
  const title = `${paint(result.verdict, `${mark} ${word.toUpperCase()}`)}  ${paint('bold', name)}`;
  const sentences = [verdictSentence(result), momentSaid(result)].filter((each) => each !== '');
  const sentence = sentences.flatMap((each) => wrapped(each, width - 2)).map((line) => `  ${line}`);
  const how = wrapped(circumstances(result).join(' · '), width - 2).map((line) => `  ${paint('dim', line)}`);
  return [title, ...sentence, ...how];
}

interface Row {
  readonly objective: ObjectiveResult;
  readonly cells: readonly string[];
}

function objectives(all: readonly ObjectiveResult[], width: number, paint: Paint): string[] {
  if (all.length === 0) return [paint('bold', 'Objectives'), '  none were set'];
  const rows = all.map((objective) => ({ objective, cells: cellsOf(objective) }));
  const heads = ['Objectives', 'target', 'actual', '95% interval', 'margin'];
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => columns(row.cells[at] ?? ''))),
  );
  const table = widths.reduce((sum, each) => sum + each + 2, 2);
  if (table > width)
    return [paint('bold', 'Objectives'), ...rows.flatMap((row) => stacked(row, width, paint))];
  const [first = '', ...others] = heads;
  const headLine = `${paint('bold', padded(first, (widths[0] ?? 0) + 2))}  ${paint('dim', laidOut(others, widths.slice(1)))}`;
  return [headLine, ...rows.flatMap((row) => tabular(row, widths, width, paint))];
}

function cellsOf(objective: ObjectiveResult): string[] {
  const advisory = objective.gate ? '' : ' (advisory)';
  return [
    `${shortened(printable(objective.name), 24)}${advisory}`,
    target(objective),
    actual(objective),
    certainty(objective),
    margin(objective),
  ];
}

function tabular(
  { objective, cells }: Row,
  widths: readonly number[],
  width: number,
  paint: Paint,
): string[] {
  const mark = paint(objective.verdict, VERDICT_WORDS[objective.verdict].mark);
  const [name = '', ...figures] = cells;
  const line = `${mark} ${padded(name, widths[0] ?? 0)}  ${laidOut(figures, widths.slice(1))}`.trimEnd();
  return [line, ...whyNot(objective, width, paint)];
}

function stacked({ objective, cells }: Row, width: number, paint: Paint): string[] {
  const [name = '', aim = '', found = '', sure = '', room = ''] = cells;
  const mark = paint(objective.verdict, VERDICT_WORDS[objective.verdict].mark);
  const detail = wrapped(`${found}, wanted ${aim}, margin ${room}, 95% interval: ${sure}`, width - 4);
  return [
    `${mark} ${shortened(name, width - 2)}`,
    ...detail.map((line) => `    ${line}`),
    ...whyNot(objective, width, paint),
  ];
}

/** What did not pass says why, on its own line. */
function whyNot(objective: ObjectiveResult, width: number, paint: Paint): string[] {
  if (objective.verdict === 'pass') return [];
  const word = VERDICT_WORDS[objective.verdict].word.toLowerCase();
  const text = `${word}: ${objectiveSentence(objective)}`;
  return wrapped(text, width - 4).map((line) => `    ${paint('dim', line)}`);
}

function laidOut(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => padded(cell, widths[at] ?? 0))
    .join('  ')
    .trimEnd();
}

function facts(result: RunResult, width: number, paint: Paint): string[] {
  const say = (label: string, sentences: readonly string[]): string[] =>
    labelled(label, sentences, width, paint);
  const mind = say('Mind', result.remarks.map(printable));
  if (!hasFigures(result)) return mind;
  const { latencyMs } = result;
  const percentiles = (['p50', 'p99', 'p999', 'max'] as const).map(
    (name) => `${name === 'p999' ? 'p99.9' : name} ${latency(result, latencyMs[name])}`,
  );
  return [
    ...say(
      'Defects',
      result.findings.map((finding) => `${findingSentence(finding, result)}. ${finding.whatToDo}`),
    ),
    ...say('Outcomes', [outcomes(result)]),
    ...say('Latency', [`${percentiles.join(' · ')}, deadline ${milliseconds(result.deadlineMs)}`]),
    ...say('Late together', telling(result.jointLateness).map(jointSentence)),
    ...say(
      'Decoys',
      Object.entries(result.decoys).map(([name, decoy]) => decoySentence(name, decoy)),
    ),
    ...say(
      'Canaries',
      Object.entries(result.canaries).map(([name, canary]) => canarySentence(name, canary)),
    ),
    ...say('Faults', faults(result)),
    ...mind,
  ];
}

function outcomes(result: RunResult): string {
  const { measured } = result.requests;
  if (measured === 0) return '— nothing was measured';
  const parts = OUTCOMES.map((outcome) => `${outcome} ${share(result.outcomes[outcome] / measured)}`);
  const defects = (['forbidden', 'duplicates', 'conflictingDuplicates'] as const)
    .filter((anomaly) => result.anomalies[anomaly] > 0)
    .map(
      (anomaly) =>
        `${anomaly === 'conflictingDuplicates' ? 'conflicting duplicates' : anomaly} ${count(result.anomalies[anomaly])}`,
    );
  return [...parts, ...defects].join(' · ');
}

function faults(result: RunResult): string[] {
  return faultEffects(withCourse(result)).map(({ name, fault, effect }) =>
    faultSentence(name, fault, effect, result),
  );
}

/** A label in its own column; sentences beside it, each on lines of its own. */
function labelled(label: string, sentences: readonly string[], width: number, paint: Paint): string[] {
  const lines = sentences.flatMap((sentence) => wrapped(shortened(sentence, 600), width - LABEL_WIDTH - 2));
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const first = `${paint('bold', padded(label, LABEL_WIDTH))}  `;
  return lines.map((line, at) => (at === 0 ? first : indent) + line);
}

/** Lines of at most `width` columns, broken at blanks; a word longer than a line is cut. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => slices(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

function slices(word: string, width: number): string[] {
  if (columns(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columns(piece + character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const WITHOUT_WIDTH = /\p{Mn}|\p{Me}|\ufe0e|\ufe0f/u;

/** Terminal columns that a text takes: wide characters count twice, combining ones not at all. */
function columns(text: string): number {
  let width = 0;
  for (const character of text) width += WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
