/** The command as a process: signals, pipes, stack traces, an old Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';
import { HOLDS, ownFolder, tinyScenario, writeScenario } from './tiny-scenarios.ts';

const folder = ownFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const RENDEZVOUS = join(ROOT, 'bin/rendezvous.js');
/** Far more than can be simulated before the test interrupts it. */
const endless = writeScenario(folder, 'endless.yaml', tinyScenario(HOLDS).replace('10s', '40d'));

/** Says that it is asked, and answers no more. */
const STUCK_POLICY = `import { writeSync } from 'node:fs';
export default () => ({
  decide() { writeSync(2, 'asked'); for (;;); },
  isPreferred: () => true, orderOf: () => -1, orders: [], wakesAtUs: [],
});`;

/** Starts a run and resolves once it says something: how far it is. */
async function underWay(...words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [RENDEZVOUS, 'run', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child.stderr, 'data');
  return child;
}

describe('an interrupted run', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s writes what it measured, marked incomplete, and ends with %i',
    async (signal, status) => {
      const out = join(folder, signal);
      const child = await underWay(endless, '--out', out, '--report', 'none');
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([status, null]);
      const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
      expect(result.complete).toBe(false);
      expect(result.requests.measured).toBeGreaterThan(0);
    },
  );

  test('of several replications is written too', async () => {
    const out = join(folder, 'replications');
    const child = await underWay(endless, '--out', out, '--report', 'none', '--replications', '2');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))).toMatchObject({ complete: false });
  });

  test('whose policy never returns ends all the same, and says why nothing is written', async () => {
    writeScenario(folder, 'stuck.js', STUCK_POLICY);
    const [order, module] = ['{ priority: { order: [only] } }', '{ module: { file: stuck.js } }'];
    const stuck = writeScenario(folder, 'stuck.yaml', tinyScenario(HOLDS).replace(order, module));
    const out = join(folder, 'stuck');
    const child = await underWay(stuck, '--quiet', '--out', out);
    let said = '';
    child.stderr?.on('data', (text) => {
      said += text;
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expect(said).toContain('as where a policy does not return');
    expect(readdirSync(out)).toEqual([]);
  });

  test('starts no run after the one that was interrupted', async () => {
    const out = join(folder, 'two');
    const child = await underWay(endless, endless, '--set', 'seed=8', '--out', out, '--report', 'none');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });
});

describe('the process', () => {
  test.skipIf(!existsSync('/dev/full'))(
    'says that its output could not be written, with status 2',
    async () => {
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [RENDEZVOUS, 'schema'], { stdio: ['ignore', full, 'pipe'] });
      let said = '';
      child.stderr?.on('data', (text) => {
        said += text;
      });
      expect(await once(child, 'close')).toEqual([2, null]);
      closeSync(full);
      expect(said).toBe('rendezvous: cannot write to standard output: the disk is full\n');
    },
  );

  test('ends quietly when whoever reads its output has gone', async () => {
    const run = await finished('bash', ['-c', `"${process.execPath}" "${RENDEZVOUS}" schema | head -c 10`], {
      cwd: folder,
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  test('keeps stack traces to itself', async () => {
    const run = await finished(process.execPath, [RENDEZVOUS, 'run', folder], { cwd: folder });
    expect(run.status).toBe(2);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  test('keeps warnings of the runtime away from its users', async () => {
    const run = await finished(process.execPath, [RENDEZVOUS, 'validate', join(folder, '*.yaml')], {
      cwd: folder,
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });
});
