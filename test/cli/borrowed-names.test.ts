/** Names that every JavaScript object bears already are names like any others. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';
import { ownFolder, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = writeScenario(
  folder,
  'toString.yaml',
  `version: 1
seed: 7
duration: 10s
vars: { isPrototypeOf: 50/s }
matrix: { 'models.toString.serviceTime': [5ms, 6ms] }
traffic:
  toString:
    arrivals: { rate: '\${isPrototypeOf}' }
    features: { valueOf: { normal: { mean: 50, sd: 10 } } }
    shifts: [{ feature: valueOf, at: 5s, add: 50 }]
models:
  toString: { role: primary, serviceTime: 5ms, score: { of: valueOf } }
  toLocaleString: { role: backstop, serviceTime: 5ms, score: { of: valueOf } }
  isPrototypeOf: { role: canary, serviceTime: 4ms, score: { of: valueOf } }
  valueOf: { role: decoy }
streams: { delays: ideal }
rendezvous: { deadline: 100ms, policy: { priority: { order: [toString, toLocaleString] } }, default: { value: 0 } }
faults:
  hasOwnProperty: { slow: { target: toString, factor: 30x }, from: 3s, for: 2s }
  propertyIsEnumerable: { crash: { target: valueOf }, from: 6s, for: 1s }
expect:
  valueOf: { measure: timeliness, atLeast: 50% }
  toString: { measure: outcome.preferred, atLeast: 50%, during: hasOwnProperty }
`,
);

test('a scenario of names like `toString` is run, reported, compared and put into an index', async () => {
  const seen = await rendezvous('run', file, '--quiet', '--out', join(folder, 'out'));
  expect(seen.stderr).not.toContain('defect');
  expect(seen.status).toBe(1);
  const at = (...names: readonly string[]) => join(folder, 'out', 'toString-7-sim', ...names);
  const page = readFileSync(at('models.toString.serviceTime=5ms', 'report.html'), 'utf8');
  for (const name of ['hasOwnProperty', 'propertyIsEnumerable', 'toLocaleString', 'toString'])
    expect(page).toContain(`>${name}</text>`);
  expect(readFileSync(join(folder, 'out', 'index.html'), 'utf8')).toContain('toString');

  const results = ['5ms', '6ms'].map((time) => at(`models.toString.serviceTime=${time}`, 'result.json'));
  const compared = await rendezvous('compare', ...results, '--out', join(folder, 'compared.html'));
  expect(compared.stderr).not.toContain('defect');
  expect([0, 1, 3]).toContain(compared.status);
});
