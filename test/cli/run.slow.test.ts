/** `rendezvous run` of what has a thread of its own, which loads the whole program again: replications, own policies. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';
import { HOLDS, ownFolder, tinyScenario, writeFailingPolicy, writeScenario } from './tiny-scenarios.ts';

test('a policy module of the user’s that fails is named as the culprit, in worker threads', async () => {
  const folder = ownFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const failing = writeFailingPolicy(folder);
  const words = [failing, '--replications', '2', '--out', join(folder, 'failing')];
  const seen = await rendezvous('run', '--report', 'none', ...words);
  expect(seen).toMatchObject({ status: 2, stdout: '' });
  expect(seen.stderr).toContain('The policy module failing.js failed in decide()');
  expect(seen.stderr).not.toContain('defect');
});

test('a policy module of the user’s tells of the same requests as the same policy of ours', async () => {
  const folder = ownFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeScenario(
    folder,
    'whoever.js',
    `export default () => ({
      decide: ({ first, failed }) => (first >= 0 ? first : failed === 1 ? -2 : -1),
      isPreferred: () => true, orderOf: () => -1, orders: [], wakesAtUs: [],
    });`,
  );
  const observed = async (name: string, policy: string) => {
    const order = '{ priority: { order: [only] } }';
    const file = writeScenario(folder, `${name}.yaml`, tinyScenario(HOLDS).replace(order, policy));
    const rows = join(folder, `${name}.jsonl`);
    const words = ['--set', 'models.only.errors=5%', '--observations', rows, '--out', join(folder, name)];
    expect((await rendezvous('run', '--report', 'none', file, ...words)).status).toBe(0);
    return readFileSync(rows, 'utf8');
  };
  const ours = await observed('ours', '{ first: { of: [only] } }');
  expect(ours.trim().split('\n').length).toBeGreaterThan(400);
  expect(await observed('theirs', '{ module: { file: whoever.js } }')).toBe(ours);
});
