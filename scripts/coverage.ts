/**
 * Do the 95 % intervals hold what they promise? Runs a queue with known answers on many seeds and counts how often
 * the truth lies in the interval. At 400 seeds a true 95 % shows as 92.8 to 97.2 % (two standard deviations).
 *
 * node scripts/coverage.ts [seeds] [requests] [replications]
 */
import process from 'node:process';
import { queueRun, queueScenario, TRUTH } from '../test/measure/single-queue.ts';
import { resultOf } from '../test/measure/staged-run.ts';

const [seeds = 400, requests = 200_000, replications = 1] = process.argv.slice(2).map(Number);

interface Score {
  covered: number;
  width: number;
}

const scores = new Map<string, Score>();

function score(name: string, truth: number, low: number | null, high: number | null): void {
  const so = scores.get(name) ?? { covered: 0, width: 0 };
  const above = high ?? Number.POSITIVE_INFINITY;
  if (low !== null && low <= truth && truth <= above) so.covered++;
  so.width += high === null || low === null ? 0 : high - low;
  scores.set(name, so);
}

for (let seed = 1; seed <= seeds; seed++) {
  const runs = Array.from({ length: replications }, (_, nth) =>
    queueRun((seed - 1) * replications + nth + 1, requests),
  );
  const { timeliness, latencyMs, models } = resultOf(queueScenario(), runs);
  score('timeliness', TRUTH.share, timeliness.low, timeliness.high);
  score('mean latency', TRUTH.meanMs, latencyMs.low.mean, latencyMs.high.mean);
  score('p50', TRUTH.p50Ms, latencyMs.low.p50, latencyMs.high.p50);
  score('p99', TRUTH.p99Ms, latencyMs.low.p99, latencyMs.high.p99);
  score('p999', TRUTH.p999Ms, latencyMs.low.p999, latencyMs.high.p999);
  const a = models.a;
  if (a !== undefined) {
    score('model lateShare', 1 - TRUTH.share, a.lateShare.low, a.lateShare.high);
    score('model time', TRUTH.meanMs, a.timeInModelMs.low, a.timeInModelMs.high);
  }
}

for (const [name, { covered, width }] of scores) {
  const percent = ((100 * covered) / seeds).toFixed(1);
  process.stdout.write(
    `${name.padEnd(16)} ${percent} % covered, mean width ${(width / seeds).toPrecision(4)}\n`,
  );
}
