/** The figures behind the panels, in at most some sixty rows, so that they can be read. */
import type { RunResult } from '../../measure/result.ts';
import { count, duration, milliseconds, share } from '../numbers.ts';
import { thinned } from '../plot/thinned.ts';
import { PERCENTILES } from './answer-panels.ts';
import { table } from './elements.ts';
import type { Markup } from './markup.ts';

export function seriesTable(result: RunResult): Markup {
  const { series } = result;
  const coarse = thinned(result, 60);
  const offeredCounts = coarse.sums(series.offered);
  const onTime = coarse.sums(series.onTime);
  const [p50, p99, p999] = PERCENTILES.map(({ key }) => coarse.highest(series[key]));
  const boxes = coarse.highest(series.openMailboxes);
  const winnerNames = Object.keys(series.winners);
  const wins = winnerNames.map((name) => coarse.sums(series.winners[name] ?? []));
  const rows = coarse.atMs.map((_, at) => {
    const n = offeredCounts[at] ?? 0;
    const figureOf = (values: readonly (number | null)[] | undefined): string =>
      milliseconds(values?.[at], n > 0 ? 'never' : 'no data');
    return [
      duration(at * coarse.spanMs),
      count(n),
      share(n === 0 ? null : (onTime[at] ?? 0) / n),
      figureOf(p50),
      figureOf(p99),
      figureOf(p999),
      ...wins.map((values) => count(values[at])),
      count(boxes[at]),
    ];
  });
  const heads = [
    'From',
    'Offered',
    'On time',
    'p50',
    'p99',
    'p99.9',
    ...winnerNames.map((name) => `by ${name}`),
    'Open mailboxes',
  ];
  const caption = `Stretches of ${duration(coarse.spanMs)}: requests and answers counted, latencies and mailboxes the highest ${duration(series.stepMs)} in each.`;
  return table(
    caption,
    heads.map((head, at) => ({ head, number: at > 0 })),
    rows,
  );
}
