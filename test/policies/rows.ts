/** What one trial comes to, as the cells of a table; and a table of such rows, written and read back. */
import { milliseconds, plain, share } from '../../reports/numbers.ts';
import type { Trial } from './trials.ts';

export interface Row {
  readonly setting: string;
  readonly policy: string;
  readonly timely: string;
  readonly byDefault: string;
  /** Answered by the best model; of an ensemble, by all members. */
  readonly byBest: string;
  readonly p50: string;
  readonly p99: string;
  readonly regret: string;
  readonly steps: string;
  readonly wait: string;
}

const HEADS: Readonly<Record<keyof Row, string>> = {
  setting: 'scenario',
  policy: 'policy',
  timely: 'on time',
  byDefault: 'default',
  byBest: 'best model',
  p50: 'p50',
  p99: 'p99',
  regret: 'regret',
  steps: 'steps',
  wait: 'lain ready',
};
const KEYS = [
  'setting',
  'policy',
  'timely',
  'byDefault',
  'byBest',
  'p50',
  'p99',
  'regret',
  'steps',
  'wait',
] as const;

export function rowOf({ setting, policy, result, order }: Trial): Row {
  const { timeliness, outcomes, latencyMs, regret, models, requests } = result;
  const byBest = policy === 'ensemble' ? outcomes.preferred : models[order[0] ?? '']?.answered;
  return {
    setting,
    policy,
    timely: share(timeliness.share),
    byDefault: share(outcomes.default / requests.measured),
    byBest: share((byBest ?? 0) / requests.measured),
    p50: milliseconds(latencyMs.p50, 'never answered'),
    p99: milliseconds(latencyMs.p99, 'never answered'),
    regret: share(regret?.share),
    steps: plain(regret?.steps),
    wait: milliseconds(regret?.waitMs.mean),
  };
}

export function tableOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(KEYS.map((key) => HEADS[key])),
    line(KEYS.map((key) => (key === 'setting' || key === 'policy' ? '---' : '---:'))),
    ...rows.map((row) => lineOf(row)),
  ].join('\n');
}

/** As it stands in a table. */
export function lineOf(row: Row): string {
  return `| ${KEYS.map((key) => row[key]).join(' | ')} |`;
}

/** The rows of all such tables on a page. */
export function rowsIn(page: string): readonly Row[] {
  return page
    .split('\n')
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
    .filter((cells) => cells.length === KEYS.length && cells[0] !== HEADS.setting && cells[0] !== '---')
    .map(rowFrom);
}

function rowFrom(cells: readonly string[]): Row {
  const [setting = '', policy = '', timely = '', byDefault = '', byBest = ''] = cells;
  const [p50 = '', p99 = '', regret = '', steps = '', wait = ''] = cells.slice(5);
  return { setting, policy, timely, byDefault, byBest, p50, p99, regret, steps, wait };
}
