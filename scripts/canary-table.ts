/**
 * Prints the tables of docs/canary.md: how soon the canary monitor finds a shift of a given size, and how often it
 * alarms although nothing has changed. Takes about ten seconds.
 *
 * Scores are normal; a shift's size is in standard deviations of the canary's score. Every cell is the median over
 * seeded runs, and the time by which nine runs in ten had their alarm.
 */
import { CanaryMonitor } from '../rendezvous/canary-monitor.ts';
import { DriftDetector } from '../rendezvous/drift-detector.ts';
import { normalQuantile } from '../workload/normal.ts';
import { Stream } from '../workload/stream.ts';

const SECOND_US = 1_000_000;
const MONTH_US = 30 * 86_400 * SECOND_US;
const RUNS = 30;
const PATIENCE_S = 600;

interface Setting {
  readonly title: string;
  readonly perSecond: number;
  readonly referenceS: number;
}

interface Change {
  readonly title: string;
  readonly add: number;
  readonly factor: number;
}

const SETTINGS: readonly Setting[] = [
  { title: '200/s, reference 5 min', perSecond: 200, referenceS: 300 },
  { title: '200/s, 1 min', perSecond: 200, referenceS: 60 },
  { title: '20/s, 5 min', perSecond: 20, referenceS: 300 },
];

const CHANGES: readonly Change[] = [
  ...[0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5].map((add) => ({ title: `mean + ${add} sd`, add, factor: 1 })),
  { title: 'variance × 2', add: 0, factor: Math.SQRT2 },
  { title: 'variance × 1.2', add: 0, factor: Math.sqrt(1.2) },
  { title: 'variance ÷ 2', add: 0, factor: Math.SQRT1_2 },
];

/** Seconds from the change to the alarm, one minute after the reference; Infinity where none came in time. */
function delayS(setting: Setting, change: Change, seed: number): number {
  const scores = new Stream(seed, 'canary-table');
  const alarmsUs: number[] = [];
  const monitor = new CanaryMonitor(
    {
      canary: 0,
      models: [1],
      referenceFromUs: 0,
      referenceUs: setting.referenceS * SECOND_US,
      falseAlarmEveryUs: MONTH_US,
    },
    { alarm: (_cause, _model, nowUs) => alarmsUs.push(nowUs) },
  );
  const changeUs = (setting.referenceS + 60) * SECOND_US;
  const gapUs = SECOND_US / setting.perSecond;
  for (let n = 0; n * gapUs < changeUs + PATIENCE_S * SECOND_US && alarmsUs.length === 0; n++) {
    const z = normalQuantile(scores.uniform(n));
    monitor.onScore(0, 0, n * gapUs < changeUs ? z : change.add + change.factor * z, n * gapUs);
    monitor.forget(0);
  }
  return ((alarmsUs[0] ?? Infinity) - changeUs) / SECOND_US;
}

function cell(setting: Setting, change: Change): string {
  const delays = Array.from({ length: RUNS }, (_, seed) => delayS(setting, change, seed)).sort(
    (a, b) => a - b,
  );
  return `${seconds(delays[RUNS / 2])} (${seconds(delays[Math.ceil(0.9 * RUNS) - 1])})`;
}

function seconds(value: number | undefined): string {
  if (value === undefined || value === Infinity) return `> ${PATIENCE_S} s`;
  return `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} s`;
}

function delayTable(): string[] {
  const titles = ['change', ...SETTINGS.map(({ title }) => title)];
  const rows = CHANGES.map((change) => [change.title, ...SETTINGS.map((setting) => cell(setting, change))]);
  return [titles, titles.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

/** Share of unchanged runs with an alarm within the stated time between false alarms, to be at most 1. */
function falseAlarmShare(statedValues: number, reference: number, runs: number): number {
  let alarms = 0;
  for (let seed = 0; seed < runs; seed++) {
    const scores = new Stream(seed, 'canary-table/false');
    const detector = new DriftDetector({
      referenceFromUs: 0,
      referenceUs: reference,
      falseAlarmEveryUs: statedValues,
      risk: 0.001,
    });
    let alarmed = false;
    for (let n = 0; n < reference + statedValues && !alarmed; n++) {
      alarmed = detector.observe(scores.uniform(n), n);
    }
    if (alarmed) alarms++;
  }
  return alarms / runs;
}

function falseAlarmTable(): string[] {
  const rows = [100, 1_000, 10_000].map(
    (stated) => `| ${stated} | ${falseAlarmShare(stated, 20_000, 1_000).toFixed(3)} |`,
  );
  return ['| stated: one in … scores | alarm within that many scores |', '| --- | --- |', ...rows];
}

process.stdout.write(`${[...delayTable(), '', ...falseAlarmTable()].join('\n')}\n`);
