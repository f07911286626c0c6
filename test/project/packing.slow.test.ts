/** What is published works where nothing else is: packed, installed into an empty folder, and run there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageVersion } from '../../cli/version.ts';
import { type Finished, finished } from './running.ts';
import { ROOT } from './sources.ts';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];
let place = '';
let home = '';

const inHome = (program: string, ...words: readonly string[]) => finished(program, words, { cwd: home });
const rendezvous = (...words: readonly string[]) => inHome('npx', '--no-install', 'rendezvous', ...words);

function succeeded(run: Finished): string {
  expect(run.status, run.stderr).toBe(0);
  return run.stdout;
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'rendezvous-pack-'));
  home = join(place, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "private": true, "type": "module" }');
  const packed = succeeded(
    await finished('npm', ['pack', '--json', '--pack-destination', place, ...QUIET], { cwd: ROOT }),
  );
  const file = /[\w.-]+\.tgz/.exec(packed)?.[0] ?? 'no file was packed';
  succeeded(await inHome('npm', 'install', '--prefer-offline', ...QUIET, join(place, file)));
}, 300_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the published package', () => {
  test('has the command, with the version of package.json', async () => {
    expect(succeeded(await rendezvous('--version')).trim()).toBe(packageVersion());
  });

  test('starts a newcomer off: init writes a scenario, run passes it and writes its reports', async () => {
    succeeded(await rendezvous('init'));
    const summary = succeeded(await rendezvous('run', 'scenario.yaml', '--out', 'first'));
    expect(summary).toMatch(/pass/i);
    expect(readFileSync(join(home, 'first/report.html'), 'utf8')).toContain('<svg');
    expect(readFileSync(join(home, 'first/junit.xml'), 'utf8')).toContain('<testsuite');
  });

  test('runs replications in worker threads', async () => {
    const line = succeeded(
      await rendezvous(
        'run',
        'scenario.yaml',
        '--replications',
        '2',
        '--report',
        'none',
        '--json',
        '--quiet',
      ),
    );
    expect(JSON.parse(line)).toMatchObject({ replications: 2, complete: true });
  });

  test('looks for brokers, in a thread whose file is packed too, and with what npm installs along', async () => {
    const told = succeeded(await rendezvous('doctor'));
    expect(told).toMatch(/^(?:ok|fetch) +Docker +engine |^absent +Docker +no container engine answers/m);
    expect(told).toMatch(/^(?:ok|fetch|absent) +JVM /m);
  });

  test('has the schema that the command prints', async () => {
    const printed: unknown = JSON.parse(succeeded(await rendezvous('schema')));
    const exported = succeeded(
      await inHome('node', '-p', "JSON.stringify(require('rendezvous-testbed/schema.json'))"),
    );
    expect(JSON.parse(exported)).toEqual(printed);
  });

  test('runs a scenario and a policy written in TypeScript, and has the types to check them by', async () => {
    writeFileSync(
      join(home, 'patient.ts'),
      [
        "import { ANSWER_DEFAULT, type PolicyModule, WAIT } from 'rendezvous-testbed';",
        'const patient: PolicyModule = () => ({',
        '  wakesAtUs: [],',
        '  decide: (mailbox) => (mailbox.final ? ANSWER_DEFAULT : WAIT),',
        '  isPreferred: () => false,',
        '  orders: [],',
        '  orderOf: () => -1,',
        '});',
        'export default patient;',
      ].join('\n'),
    );
    writeFileSync(
      join(home, 'waiting.ts'),
      [
        "import { defineScenario } from 'rendezvous-testbed';",
        'export default defineScenario({',
        '  version: 1,',
        "  duration: '10s',",
        "  traffic: { callers: { arrivals: { rate: '50/s' } } },",
        "  models: { only: { role: 'primary', serviceTime: '5ms' } },",
        "  rendezvous: { deadline: '200ms', returnBudget: '100ms', policy: { module: { file: 'patient.ts' } }, default: { value: 0 } },",
        "  expect: { defaults: { measure: 'outcome.default', atLeast: '100%' } },",
        '});',
      ].join('\n'),
    );
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const words = ['--noEmit', '--strict', '--module', 'nodenext', '--types', '', '--skipLibCheck', 'false'];
    const checked = await inHome(tsc, ...words, 'patient.ts', 'waiting.ts');
    expect(checked).toMatchObject({ status: 0, stdout: '' });
    const summary = succeeded(await rendezvous('run', 'waiting.ts', '--quiet', '--report', 'none'));
    expect(summary).toContain('waiting: PASS');
  });
});
