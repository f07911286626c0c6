/**
 * How a difference between two results is said: in sentences, and in the cells of a table.
 *
 * Times differ by a part of the first one's, shares by points, counts by a count. What chance alone could make is said to
 * be noise, never "no difference"; what was counted is a fact of these two runs and has no interval.
 */
import type { Basis, MeasureComparison, Unit } from '../../measure/comparison/comparison.ts';
import type { Pairing, RunResult } from '../../measure/result.ts';
import { pairingSentence } from '../agreement.ts';
import { count, difference, duration, inUnit, milliseconds } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';

/** What the two are called: `twelve` and `ten`, `simulator` and `Kafka`. */
export type Names = readonly [first: string, second: string];

/** Both results and what they are called. */
export interface Pair {
  readonly first: RunResult;
  readonly second: RunResult;
  readonly names: Names;
  /** Request by request, where single requests of both are known. */
  readonly pairing?: Pairing;
}

const WORDS: Readonly<Record<string, string>> = {
  'latency.mean': 'mean latency',
  'latency.max': 'the longest latency',
  'latency.p999': 'p99.9',
  'regret.wait': 'how long answers had lain ready',
};

/** `p99`, `timeliness`, `the share answered by heavy` */
export function measureWord(measure: string): string {
  const known = WORDS[measure];
  if (known !== undefined) return known;
  const model = /^model\.(.*)\.share$/s.exec(measure)?.[1];
  if (model !== undefined) return `the share answered by ${printable(model)}`;
  const outcome = /^outcome\.(.*)$/.exec(measure)?.[1];
  if (outcome !== undefined) return `the share of the ${outcome} outcome`;
  return printable(measure).replace(/^latency\./, '');
}

/** `p99 is 12% higher (10 to 14%)`, without a full stop. */
export function differenceSentence(measure: MeasureComparison, names: Names): string {
  const { found, first, second, counted, unit } = measure;
  const word = measureWord(measure.measure);
  if (first === null || second === null) return `${word} ${missing(measure, names)}`;
  if (found === 'same' || (counted && first === second)) return `${word} is the same, ${inUnit(first, unit)}`;
  const both = `${word} is ${inUnit(second, unit)} against ${inUnit(first, unit)}`;
  if (counted) return both;
  if (found === 'unknown') return `${both}, and nothing tells how much of that is chance`;
  if (found === 'noise') return `${word} is the same within noise (${range(measure)})`;
  return `${word} is ${size(measure)} ${found} (${range(measure, true)})`;
}

function missing({ first, unit }: MeasureComparison, names: Names): string {
  const name = printable(first === null ? names[0] : names[1]);
  return unit === 'ms' ? `falls among requests never answered in ${name}` : `has no data in ${name}`;
}

/**
 * A time as a percentage of the first one's, where that can be. How many decimals, its interval says, and that what is not
 * zero must not read as zero.
 */
function inPart(measure: MeasureComparison): { scale: number; suffix: string; places: number } {
  const { unit, first, low, high, difference: middle } = measure;
  const relative = unit === 'ms' && first !== null && first > 0;
  const scale = relative ? 100 / first : unit === 'share' ? 100 : 1;
  const wide = low !== null && high !== null ? (high - low) * scale : Math.abs((middle ?? 0) * scale);
  const sizes = [low, high, middle]
    .map((value) => Math.abs((value ?? 0) * scale))
    .filter((value) => value > 0);
  const places = isDifferent(measure.found) ? Math.max(placesFor(wide), shownFrom(sizes)) : placesFor(wide);
  return { scale, suffix: relative ? '%' : unit === 'share' ? ' points' : ' ms', places };
}

function placesFor(width: number): number {
  if (width < 1e-9) return 0;
  let places = 0;
  for (let least = 2; width < least && places < 6; least /= 10) places++;
  return places;
}

/** Decimals with which the smallest of these is not rounded away. */
function shownFrom(sizes: readonly number[]): number {
  const least = Math.min(...sizes);
  let places = 0;
  for (let unit = 0.5; least < unit && places < 6; unit /= 10) places++;
  return places;
}

function size(measure: MeasureComparison): string {
  const { scale, suffix, places } = inPart(measure);
  return `${Math.abs((measure.difference ?? 0) * scale).toFixed(places)}${suffix}`;
}

/** @param unsigned of a difference whose direction is said already */
function range(measure: MeasureComparison, unsigned = false): string {
  const { scale, suffix, places } = inPart(measure);
  const said = (bound: number): string => {
    const text = Math.abs(bound * scale).toFixed(places);
    if (unsigned || Number(text) === 0) return text;
    return `${bound < 0 ? '−' : '+'}${text}`;
  };
  const bounds = [measure.low, measure.high];
  const [from = null, to = null] = unsigned && measure.found === 'lower' ? bounds.toReversed() : bounds;
  if (from === null) return `${to === null ? '' : said(to)}${suffix} ${unsigned ? 'or more' : 'or less'}`;
  return to === null ? `${said(from)}${suffix} or more` : `${said(from)} to ${said(to)}${suffix}`;
}

/** Those that an architect asks for first; of the others what differs. */
const ASKED = ['timeliness', 'latency.p50', 'latency.p99', 'outcome.preferred'];

/** Sentences, each with its first letter as a sentence begins, and a full stop. */
export function tellingSentences(measures: readonly MeasureComparison[], names: Names): string[] {
  return ASKED.flatMap((name) => measures.filter(({ measure }) => measure === name)).map(
    (measure) => `${capital(differenceSentence(measure, names))}.`,
  );
}

/** Request by request, where that is known: one sentence or none. */
export function pairedSentences({ pairing, names }: Pair): string[] {
  const [first, second] = names.map((name) => shortened(printable(name), 40));
  return pairing === undefined ? [] : [pairingSentence(pairing, [first ?? '', second ?? ''])];
}

/** Beyond chance, the asked ones first. */
export function differing(measures: readonly MeasureComparison[]): MeasureComparison[] {
  const beyond = measures.filter(({ found, counted }) => !counted && isDifferent(found));
  const rank = ({ measure }: MeasureComparison): number =>
    (ASKED.indexOf(measure) + ASKED.length + 1) % (ASKED.length + 1);
  return beyond.toSorted((one, other) => rank(one) - rank(other));
}

export function isDifferent(found: MeasureComparison['found']): boolean {
  return found === 'higher' || found === 'lower';
}

/** The comparison in one sentence, for a heading. */
export function headline({ first, second, names }: Pair, measures: readonly MeasureComparison[]): string {
  const [one, other] = names.map((name) => shortened(printable(name), 60));
  const verdicts =
    first.verdict === second.verdict
      ? ''
      : `${other} ${verdictVerb(second.verdict)}, ${one} ${verdictVerb(first.verdict)}; `;
  const beyond = differing(measures);
  if (first.traceHash !== '' && first.traceHash === second.traceHash)
    return `${other} against ${one}: ${verdicts}every request had the same times and decisions`;
  if (beyond.length === 0)
    return `${other} against ${one}: ${verdicts}no measure differs by more than chance`;
  const said = beyond.slice(0, 2).map((measure) => differenceSentence(measure, names));
  return `${other} against ${one}: ${verdicts}${said.join(', ')}`;
}

function verdictVerb(verdict: RunResult['verdict']): string {
  if (verdict === 'pass') return 'passes';
  return verdict === 'fail' ? 'fails' : `is ${verdict}`;
}

/** What the intervals rest on. */
export function basisSentence({ pairedBy, pairs, eachMs, why }: Basis): string {
  const alone =
    'Each interval is one of 95% by itself: of twenty measures that do not differ, one on average seems to.';
  if (pairedBy === 'nothing')
    return `Not paired, because ${printable(why)}: intervals count both runs as independent. ${alone}`;
  const by =
    pairedBy === 'replications'
      ? `${count(pairs)} replications`
      : `${count(pairs)} stretches of ${duration(eachMs)}`;
  return `Both saw the same requests: paired by ${by}, so that what both have in common is no chance. ${alone}`;
}

/** Without anything to see: zero in both. */
export function isSilent({ first, second }: MeasureComparison): boolean {
  return first === 0 && second === 0;
}

/** The cells of a row: both figures, their difference, its interval. */
export function cellsOf(measure: MeasureComparison): readonly [string, string, string, string] {
  const { first, second, unit } = measure;
  const none = (value: number | null) => inUnit(value, unit, unit === 'ms' ? 'never answered' : 'no data');
  return [none(first), none(second), differenceCell(measure), intervalCell(measure)];
}

function differenceCell({ difference: value, unit, first, found }: MeasureComparison): string {
  if (value === null) return '—';
  if (value === 0) return found === 'same' ? 'none' : 'none seen';
  if (unit === 'share' || unit === 'count') return difference(value, unit);
  const part = first === null || first === 0 ? '' : ` (${signedPercent(value / first)})`;
  return difference(value, 'ms') + part;
}

function signedPercent(part: number): string {
  return `${part < 0 ? '−' : '+'}${(Math.abs(part) * 100).toFixed(1)}%`;
}

function intervalCell({ low, high, unit, counted, found }: MeasureComparison): string {
  if (counted) return 'counted';
  if (found === 'same') return 'no spread';
  if (low === null && high === null) return '—';
  return `${bounds(low, high, unit)}${found === 'noise' ? ', noise' : ''}`;
}

function bounds(low: number | null, high: number | null, unit: Unit): string {
  if (low === null) return `${signedIn(high ?? 0, unit)} or less`;
  if (high === null) return `${signedIn(low, unit)} or more`;
  return `${signedIn(low, unit)} to ${signedIn(high, unit)}`;
}

function signedIn(value: number, unit: Unit): string {
  if (value === 0) return inUnit(0, unit === 'share' ? 'count' : unit);
  if (unit !== 'share') return `${value < 0 ? '−' : '+'}${milliseconds(Math.abs(value))}`;
  return difference(value, unit).replace(/ points?$/, '');
}

/** As a sentence begins; a percentile stays small. */
export function capital(text: string): string {
  return /^p\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
