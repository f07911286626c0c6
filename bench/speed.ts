/**
 * How fast the simulator is, as ratios within one run on one machine (`npm run bench`).
 *
 * Whole processes, started as a user starts them, `--report none`: the yardstick (RZ-1 by hand), RZ-1 by the command,
 * RZ-1 with one more model, local delays and four partitions, and slow-primary. Each is run several times in turn, so
 * that a change of the machine's pace hits all alike; medians are compared.
 *
 * `node bench/speed.ts [--requests 20M-like number] [--rounds 3]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../scripts/options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The arrival, three services, the decision. */
const EVENTS_PER_REQUEST = 5;
/** The arrival, the readings by four models and the server, four services, four readings of a score, the decision. */
const EVENTS_PER_WIDE_REQUEST = 15;
/** Without the readings, as if a way over the log were nothing that happens. */
const STATIONS_PER_WIDE_REQUEST = 6;

interface Contender {
  readonly name: string;
  readonly words: readonly string[];
  readonly requests: number;
}

const { values } = optionsOf({
  options: { requests: { type: 'string', default: '20000000' }, rounds: { type: 'string', default: '3' } },
});
const requests = Number(values.requests);
const folder = mkdtempSync(join(tmpdir(), 'rendezvous-bench-'));

const contenders: readonly Contender[] = [
  { name: 'yardstick', words: ['bench/yardstick.ts', String(requests)], requests },
  { name: 'rz1', words: command('rz1', [`requests=${requests}`]), requests },
  { name: 'rz1-wide', words: command('rz1', wide(requests)), requests },
  { name: 'slow-primary', words: command('slow-primary', ['duration=3h']), requests: 200 * 3 * 3600 },
];

function command(scenario: string, settings: readonly string[]): readonly string[] {
  const set = settings.flatMap((setting) => ['--set', setting]);
  const out = join(folder, scenario);
  return [
    'bin/rendezvous.js',
    'run',
    `scenarios/${scenario}.yaml`,
    ...set,
    '--report',
    'none',
    '--quiet',
    '--out',
    out,
  ];
}

/** One more model, local delays, four partitions: no path is made for one scenario. */
function wide(count: number): readonly string[] {
  return [
    `requests=${count}`,
    'models.d={role: shadow, serviceTime: {exponential: {mean: 5ms}}, concurrency: unlimited}',
    'streams.partitions=4',
    'streams.delays=local',
  ];
}

function seconds(words: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  // 0, 1 and 3 are verdicts; anything else means that nothing was measured.
  if (status !== 0 && status !== 1 && status !== 3)
    throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - startedAt) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { name, words, requests: count } of contenders) rates.get(name)?.push(count / seconds(words));
}
rmSync(folder, { recursive: true });

const rateOf = (name: string): number => median(rates.get(name) ?? []);
const wideShare = (eventsPerRequest: number): string =>
  ((rateOf('rz1-wide') * eventsPerRequest) / (rateOf('rz1') * EVENTS_PER_REQUEST)).toFixed(3);
const lines = [
  ...contenders.map(
    ({ name }) => `${name.padEnd(14)} ${Math.round(rateOf(name)).toLocaleString('en')} requests/s`,
  ),
  `rz1 / yardstick                    ${(rateOf('rz1') / rateOf('yardstick')).toFixed(3)}  (at least 0.35, aim 0.5)`,
  `logical events/s, rz1-wide / rz1   ${wideShare(EVENTS_PER_WIDE_REQUEST)}  (at least 0.5)`,
  `the same without readings          ${wideShare(STATIONS_PER_WIDE_REQUEST)}`,
  `slow-primary                       ${Math.round(rateOf('slow-primary') / 1000)} k requests/s  (at least 300 k, aim 500 k)`,
  `slow-primary / yardstick           ${(rateOf('slow-primary') / rateOf('yardstick')).toFixed(3)}  (300 k where the yardstick does 3.7 M: 0.081)`,
];
process.stdout.write(`${lines.join('\n')}\n`);
