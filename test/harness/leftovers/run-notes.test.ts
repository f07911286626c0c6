/** Healing after runs that were killed: by their lists, and never those that are under way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf, isRunning, isStopped } from '../../../harness/brokers/process-identity.ts';
import { Leftovers, RUN_PREFIX } from '../../../harness/leftovers/leftovers.ts';
import { beginNotes, heal, notesFolder } from '../../../harness/leftovers/run-notes.ts';
import { waitUntil } from '../../../harness/waiting.ts';
import { rendezvousIn } from '../../cli/recording-shell.ts';

let home = '';
const env = () => ({ XDG_STATE_HOME: home });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rendezvous-notes-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The list of a run whose process is gone. */
function abandoned(name: string): string {
  const file = beginNotes(name, env());
  writeFileSync(file, `${JSON.stringify({ owner: { pid: process.pid, began: 'long ago' } })}\n`);
  return file;
}

describe('heal', () => {
  test('ends and removes what a killed run has left, a stopped process too, and then its list', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const identity = identityOf(child.pid ?? 0);
    if (identity === undefined) throw new Error('the process is not there');
    child.kill('SIGSTOP');
    await waitUntil(() => (isStopped(identity.pid) ? undefined : 'it goes on'), 5_000);
    const folder = join(home, `${RUN_PREFIX}run-x`);
    mkdirSync(folder);
    const notes = new Leftovers(abandoned('run'));
    notes.there({ kind: 'process', ...identity });
    notes.there({ kind: 'folder', path: folder });
    expect(await heal(env())).toEqual({
      removed: [`process ${identity.pid}`, `folder ${folder}`],
      left: [],
    });
    await ended;
    expect(isRunning(identity)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(notesFolder(env()))).toEqual([]);
  });

  test('leaves a run alone that is under way', async () => {
    const folder = join(home, `${RUN_PREFIX}run-x`);
    mkdirSync(folder);
    new Leftovers(beginNotes('run', env())).there({ kind: 'folder', path: folder });
    expect(await heal(env())).toEqual({ removed: [], left: [] });
    expect(existsSync(folder)).toBe(true);
  });

  test('keeps on the list what it cannot remove now, and says why', async () => {
    const file = abandoned('run');
    new Leftovers(file).there({
      kind: 'topics',
      prefix: `${RUN_PREFIX}x`,
      brokers: ['127.0.0.1:1'],
      access: {},
      folder: '.',
    });
    const { removed, left } = await heal(env());
    expect(removed).toEqual([]);
    expect(left).toEqual([expect.stringContaining('cannot connect at 127.0.0.1:1: nobody listens there')]);
    expect(existsSync(file)).toBe(true);
  });

  test('as a command says that there is nothing where there is nothing', async () => {
    expect(await rendezvousIn(env(), 'heal')).toMatchObject({
      status: 0,
      stdout: 'There is nothing to clean up.\n',
    });
  });
});
