/**
 * Where the simulator and a run on Kafka agree: the main measures of two results of one scenario side by side, as a plain
 * table. How far a difference is chance is deliberately not said here; one run on each side cannot tell.
 */
import { OUTCOMES, type RunResult } from '../measure/result.ts';
import { count, milliseconds, share } from './numbers.ts';
import { printable } from './plain-text.ts';

type Figure = number | null | undefined;

interface Row {
  readonly measure: string;
  readonly unit: 'share' | 'ms' | 'count';
  readonly simulated: Figure;
  readonly live: Figure;
}

/** Ends in a line feed. */
export function agreementTable(simulated: RunResult, live: RunResult): string {
  const heads = ['Measure', 'simulator', 'Kafka', 'difference'];
  const lines = [heads, ...rowsOf(simulated, live).map(cellsOf)];
  const widths = heads.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  return lines
    .map((cells) => `${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function rowsOf(simulated: RunResult, live: RunResult): readonly Row[] {
  const row = (measure: string, unit: Row['unit'], of: (result: RunResult) => Figure): Row => ({
    measure,
    unit,
    simulated: of(simulated),
    live: of(live),
  });
  const models = Object.keys(simulated.models).filter((name) => simulated.models[name]?.role !== 'decoy');
  return [
    row('requests measured', 'count', ({ requests }) => requests.measured),
    row('timeliness', 'share', ({ timeliness }) => timeliness.share),
    ...OUTCOMES.map((outcome) =>
      row(`outcome ${outcome}`, 'share', ({ outcomes, requests }) => outcomes[outcome] / requests.measured),
    ),
    ...(['p50', 'p95', 'p99', 'mean'] as const).map((name) =>
      row(`latency ${name}`, 'ms', ({ latencyMs }) => latencyMs[name]),
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
  return [row.measure, say(row.simulated), say(row.live), differenceOf(row)];
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
