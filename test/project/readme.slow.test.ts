/** Every command that the README shows is run as it stands there; a README that lies fails. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadText } from '../../scenarios/load.ts';
import { finished } from './running.ts';
import { ROOT } from './sources.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Commands that install or that run these very tests; the build server runs them, and what they end in is run here. */
const RUN_BY_THE_BUILD: readonly string[] = ['npm cit', 'npm test'];

/** Lines of the shell blocks, without their comments; a folder where something is installed is not ours to make. */
function commands(): readonly string[] {
  const blocks = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.split('\n'));
  return lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');
}

/** What is left of a line when what was installed before is there already. */
function withoutInstalling(line: string): string {
  return line.replace(/^(git clone|cd|npm ci|npm install)\b[^&]*(&&\s*)?/, '');
}

/** `npx rendezvous` in a user's project is this checkout's command, run in a folder of the test's own. */
function asTyped(line: string): { readonly command: string; readonly cwd: string } {
  const local = /^npx rendezvous\b/.exec(line);
  if (local === null) return { command: line, cwd: ROOT };
  return { command: `node ${join(ROOT, 'bin/rendezvous.js')}${line.slice(local[0].length)}`, cwd: workspace };
}

const workspace = mkdtempSync(join(tmpdir(), 'rendezvous-readme-'));
cpSync(join(ROOT, 'scenarios'), join(workspace, 'scenarios'), { recursive: true });
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('the README', () => {
  const runnable = commands()
    .map(withoutInstalling)
    .filter((line) => line !== '' && !RUN_BY_THE_BUILD.includes(line));

  test('shows the two commands of a newcomer, and the build server runs the second', () => {
    expect(commands()).toContain('npm ci && npm start');
    expect(commands()).toContain('npm cit');
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain('npm cit');
    expect(runnable).toContain('npm start');
  });

  test('shows a scenario that passes as it stands', async () => {
    const example = /^```yaml\n(.*?)^```$/ms.exec(README)?.[1] ?? '';
    const { runs, diagnostics } = await loadText(example, 'README.md');
    expect(diagnostics).toEqual([]);
    writeFileSync(join(workspace, 'example.yaml'), example);
    expect(runs).toHaveLength(1);
    const words = [join(ROOT, 'bin/rendezvous.js'), 'run', 'example.yaml', '--report', 'none'];
    const run = await finished(process.execPath, words, { cwd: workspace });
    expect(run.status, run.stdout).toBe(0);
  });

  test.each(runnable)('tells the truth about: %s', async (line) => {
    const { command, cwd } = asTyped(line);
    const run = await finished('bash', ['-c', command], { cwd });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.length).toBeGreaterThan(0);
  });
});
