/** Scenarios that run in an instant, each with a verdict that is known beforehand. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the test's own; the test removes it. */
export function ownFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rendezvous-cli-'));
}

/** One model that takes 5 ms, always; so what `expect` demands decides the verdict. */
export function tinyScenario(expectations: string, more = ''): string {
  return [
    'version: 1',
    'about: One model with a constant service time.',
    'seed: 7',
    'duration: 10s',
    'traffic: { callers: { arrivals: { rate: 50/s, spacing: regular } } }',
    'models: { only: { role: primary, concurrency: 4, serviceTime: 5ms } }',
    'streams: { partitions: 1, delays: ideal }',
    'rendezvous: { deadline: 50ms, policy: { priority: { order: [only] } }, default: { value: 0 } }',
    `expect: { ${expectations} }`,
    more,
    '',
  ].join('\n');
}

export const HOLDS = 'fast: { measure: latency.max, atMost: 10ms }';
export const DOES_NOT_HOLD = 'defaults: { measure: outcome.default, atLeast: 50% }';
/** All of some five hundred requests are on time: too few to say this of the rate behind them. */
export const CANNOT_BE_SAID = 'timely: { measure: timeliness, atLeast: 99.9% }';

export function writeScenario(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A scenario whose policy module, beside it, throws when it is to decide. */
export function writeFailingPolicy(folder: string): string {
  writeScenario(
    folder,
    'failing.js',
    'export default () => ({ decide() { throw new Error("no"); }, isPreferred: () => true, orderOf: () => -1, orders: [], wakesAtUs: [] });',
  );
  const text = tinyScenario(HOLDS).replace(
    '{ priority: { order: [only] } }',
    '{ module: { file: failing.js } }',
  );
  return writeScenario(folder, 'failing-policy.yaml', text);
}
