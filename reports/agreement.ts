/**
 * Where the simulator and a run on Kafka agree: the main measures of two results of one scenario side by side, as a plain
 * table, and, where both were kept, request by request.
 *
 * The interval of a difference adds both sides' own, as if they had nothing in common. They have the same requests with
 * the same draws, so it is rather too wide. Where Kafka has run several times, each time with a seed of its own, the last
 * column says how far its runs lie apart: a difference to the simulator that is smaller says nothing.
 */

import { OUTCOMES, type Pairing, type RunResult } from '../measure/result.ts';
import { count, milliseconds, share } from './numbers.ts';
import { printable } from './plain-text.ts';

type Figure = number | null | undefined;

interface Row {
  readonly measure: string;
  readonly unit: 'share' | 'ms' | 'count';
  readonly simulated: Figure;
  readonly live: Figure;
  /** Half the width of the difference's 95 % interval, where both sides have one. */
  readonly give: Figure;
  /** Of each live run, where there are several. */
  readonly each: readonly Figure[];
}

interface Sided {
  readonly value: Figure;
  readonly low?: Figure;
  readonly high?: Figure;
}

/**
 * Ends in a line feed.
 * @param each the live runs one by one, where there are several
 */
export function agreementTable(
  simulated: RunResult,
  live: RunResult,
  each: readonly RunResult[] = [],
): string {
  const heads = ['Measure', 'simulator', 'Kafka', 'difference', '95% interval'];
  const rows = rowsOf(simulated, live, each);
  const lines =
    each.length < 2
      ? [heads, ...rows.map(cellsOf)]
      : [[...heads, 'Kafka from run to run'], ...rows.map((row) => [...cellsOf(row), noiseOf(row)])];
  const widths = heads.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  return lines
    .map((cells) => `${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function rowsOf(simulated: RunResult, live: RunResult, each: readonly RunResult[]): readonly Row[] {
  const row = (measure: string, unit: Row['unit'], of: (result: RunResult) => Figure): Row =>
    sided(measure, unit, (result) => ({ value: of(result) }));
  const sided = (measure: string, unit: Row['unit'], of: (result: RunResult) => Sided): Row => {
    const [one, other] = [of(simulated), of(live)];
    const alone = each.map((result) => of(result).value);
    return { measure, unit, simulated: one.value, live: other.value, give: giveOf(one, other), each: alone };
  };
  const models = Object.keys(simulated.models).filter((name) => simulated.models[name]?.role !== 'decoy');
  return [
    row('requests measured', 'count', ({ requests }) => requests.measured),
    sided('timeliness', 'share', ({ timeliness: { share: value, low, high } }) => ({ value, low, high })),
    ...OUTCOMES.map((outcome) =>
      row(`outcome ${outcome}`, 'share', ({ outcomes, requests }) => outcomes[outcome] / requests.measured),
    ),
    ...(['p50', 'p95', 'p99', 'mean'] as const).map((name) =>
      sided(`latency ${name}`, 'ms', ({ latencyMs: { [name]: value, low, high } }) => ({
        value,
        low: low[name],
        high: high[name],
      })),
    ),
    ...models.map((name) =>
      row(`${printable(name)} answered`, 'share', ({ models: found, requests }) =>
        shareOf(found[name]?.answered, requests.measured),
      ),
    ),
    ...Object.keys(simulated.decoys).flatMap((name) => [
      row(`${printable(name)} expected`, 'count', ({ decoys }) => decoys[name]?.expected),
      row(`${printable(name)} archived`, 'count', ({ decoys }) => decoys[name]?.archived),
    ]),
    row('duplicates', 'count', ({ anomalies }) => anomalies.duplicates),
  ];
}

function shareOf(part: number | undefined, whole: number): Figure {
  return part === undefined ? undefined : part / whole;
}

function cellsOf(row: Row): string[] {
  const say = SAID[row.unit];
  return [row.measure, say(row.simulated), say(row.live), differenceOf(row), intervalOf(row)];
}

/** Both half widths, as those of two independent figures. */
function giveOf(one: Sided, other: Sided): Figure {
  const [ours, theirs] = [halfWidth(one), halfWidth(other)];
  return ours === undefined || theirs === undefined ? undefined : Math.hypot(ours, theirs);
}

function halfWidth({ low, high }: Sided): number | undefined {
  return isFigure(low) && isFigure(high) ? (high - low) / 2 : undefined;
}

function intervalOf({ unit, simulated, live, give }: Row): string {
  if (!isFigure(simulated) || !isFigure(live) || !isFigure(give)) return '';
  return `${signed(live - simulated - give, unit)} to ${signed(live - simulated + give, unit)}`;
}

/** How far the live runs lie apart: the largest figure less the smallest. */
function noiseOf({ unit, each }: Row): string {
  const figures = each.filter(isFigure);
  if (figures.length < 2) return '—';
  const size = Math.max(...figures) - Math.min(...figures);
  if (size === 0) return 'none';
  if (unit === 'share') return `${(size * 100).toFixed(2)} points`;
  return unit === 'count' ? count(size) : milliseconds(size);
}

function signed(value: number, unit: Row['unit']): string {
  const sign = value < 0 ? '−' : '+';
  const size = Math.abs(value);
  return unit === 'share' ? `${sign}${(size * 100).toFixed(2)} points` : `${sign}${milliseconds(size)}`;
}

/** The same requests on both hosts, in sentences. Ends in a line feed. */
export function pairingSentences({ pairs, sameDecision, latencyMs }: Pairing): string {
  if (pairs === 0) return 'Request by request: no request was decided on both hosts.\n';
  const alike = `${count(pairs)} requests were decided on both hosts, ${share(sameDecision / pairs)} of them alike`;
  if (latencyMs === undefined) return `Request by request: ${alike}.\n`;
  const { p5, p50, p95 } = latencyMs;
  const [low, middle, high] = [p5, p50, p95].map((value) => signed(value, 'ms'));
  return (
    `Request by request: ${alike}. Of these, latency on Kafka less latency simulated is ${middle} in the ` +
    `middle, ${low} to ${high} for nine in ten.\n`
  );
}

const SAID: Readonly<Record<Row['unit'], (value: Figure) => string>> = {
  share: (value) => share(value),
  ms: (value) => milliseconds(value),
  count: (value) => count(value),
};

/** Shares differ by points, times by a part of the simulated one, counts by a count. */
function differenceOf({ unit, simulated, live }: Row): string {
  if (!isFigure(simulated) || !isFigure(live)) return '—';
  const difference = live - simulated;
  if (difference === 0) return 'none';
  const sign = difference > 0 ? '+' : '−';
  const size = Math.abs(difference);
  if (unit === 'count') return `${sign}${count(size)}`;
  if (unit === 'share') return `${sign}${(size * 100).toFixed(2)} points`;
  const part = simulated === 0 ? '' : ` (${sign}${((size / simulated) * 100).toFixed(1)}%)`;
  return `${sign}${milliseconds(size)}${part}`;
}

function isFigure(value: Figure): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
