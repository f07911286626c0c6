/** Cleaning up after a process that could not do it itself: all that is noted, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf, isRunning, type ProcessIdentity } from '../../../harness/brokers/process-identity.ts';
import { runProgram } from '../../../harness/brokers/program.ts';
import { Warden } from '../../../harness/brokers/warden.ts';
import { FOLDER_PREFIX, Leftovers } from '../../../harness/leftovers/leftovers.ts';
import { removeLeftovers } from '../../../harness/leftovers/removal.ts';
import { waitUntil } from '../../../harness/waiting.ts';

let place = '';
const started: ChildProcess[] = [];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rendezvous-leftovers-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

function sleeper(): { readonly child: ChildProcess; readonly identity: ProcessIdentity } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  started.push(child);
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('the sleeper is not there');
  return { child, identity };
}

function folderOfOurs(): string {
  const path = join(place, `${FOLDER_PREFIX}x`);
  mkdirSync(join(path, 'deep'), { recursive: true });
  return path;
}

const NOTHING = { removed: [], left: [] };

describe('the list of leftovers', () => {
  test('lets what is there be ended and removed, and says what that was', async () => {
    const file = join(place, 'ledger');
    const ledger = new Leftovers(file);
    const { child, identity } = sleeper();
    const ended = once(child, 'exit');
    const folder = folderOfOurs();
    ledger.there({ kind: 'folder', path: folder });
    ledger.there({ kind: 'process', ...identity });
    expect(await removeLeftovers(file)).toEqual({
      removed: [`process ${identity.pid}`, `folder ${folder}`],
      left: [],
    });
    await ended;
    expect(existsSync(folder)).toBe(false);
    expect(await removeLeftovers(file)).toEqual(NOTHING);
  });

  test('never harms a process that only bears the number, a folder of somebody else, or what has gone', async () => {
    const file = join(place, 'ledger');
    const ledger = new Leftovers(file);
    const { identity } = sleeper();
    const { identity: gone } = sleeper();
    const foreign = join(place, 'precious');
    mkdirSync(foreign);
    ledger.there({ kind: 'process', pid: identity.pid, began: 'long ago' });
    ledger.there({ kind: 'folder', path: foreign });
    ledger.there({ kind: 'process', ...gone });
    ledger.gone({ kind: 'process', ...gone });
    expect(await removeLeftovers(file)).toEqual(NOTHING);
    expect(isRunning(identity)).toBe(true);
    expect(isRunning(gone)).toBe(true);
    expect(existsSync(foreign)).toBe(true);
  });

  test('is read as far as it goes when its last line is torn, and may be absent', async () => {
    const file = join(place, 'ledger');
    const folder = folderOfOurs();
    new Leftovers(file).there({ kind: 'folder', path: folder });
    writeFileSync(file, '{"there":{"kind":"proc', { flag: 'a' });
    expect(await removeLeftovers(file)).toEqual({ removed: [`folder ${folder}`], left: [] });
    expect(await removeLeftovers(join(place, 'none'))).toEqual(NOTHING);
  });
});

describe('the warden', () => {
  test('ends what it watches and removes the folder when it is left alone, but not what it was told to forget', async () => {
    const folder = folderOfOurs();
    const [watched, forgotten] = [sleeper(), sleeper()];
    const warden = new Warden(folder);
    warden.watch(watched.identity.pid);
    warden.watch(forgotten.identity.pid);
    warden.forget(forgotten.identity.pid);
    await warden.dismiss();
    await waitUntil(() => (isRunning(watched.identity) ? 'the watched one lives' : undefined), 5_000);
    expect(isRunning(forgotten.identity)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test('ends a program that would go on writing into the folder', async () => {
    const folder = folderOfOurs();
    const warden = new Warden(folder);
    const limits = { timeoutMs: 60_000, env: process.env, cwd: folder, warden };
    const words = ['-e', 'setInterval(() => require("node:fs").writeFileSync("late", ""), 10)'];
    const program = runProgram(process.execPath, words, limits);
    await waitUntil(() => (existsSync(join(folder, 'late')) ? undefined : 'it does not write'), 10_000);
    await warden.dismiss();
    expect(await program).toMatchObject({ ended: 'badly' });
    expect(existsSync(folder)).toBe(false);
  });
});
