/**
 * How many interleavings a second a property holds against a policy alone: drawn, played through the real server with real
 * mailboxes, and looked at. Two models, one request, and each property by itself, in processor time.
 *
 * Run by `node bench/interleavings.ts [INTERLEAVINGS]`. The least that is wanted of each is 200,000 a second.
 */
import process from 'node:process';
import fc from 'fast-check';
import { interleavings, PROPERTIES, Stage } from '../testing/index.ts';

const numRuns = Number(process.argv[2] ?? 500_000);
const DECISION_US = 175_000;

const stage = new Stage({
  spec: { kind: 'priority', order: [0, 1] },
  models: [
    { name: 'heavy', mayAnswer: true },
    { name: 'light', mayAnswer: true },
  ],
  deadlineUs: 200_000,
  decisionUs: DECISION_US,
});
const cases = interleavings({ models: 2, decisionUs: DECISION_US, mostRequests: 1 });

for (const { name, alone } of PROPERTIES) {
  if (alone === undefined) continue;
  const holds = fc.property(cases, (each) => alone(stage.play(each), stage) === undefined);
  fc.assert(holds, { numRuns: 20_000, seed: 1 });
  const before = process.cpuUsage();
  fc.assert(holds, { numRuns, seed: 2 });
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((1e6 * numRuns) / (user + system));
  process.stdout.write(`${name.padEnd(28)} ${perSecond.toLocaleString('en').padStart(10)} a second\n`);
}
