/**
 * Plants bugs in our own code, one at a time, and asks whether the tests notice: `npm run -s mutants [-- --only WORDS]`.
 *
 * Each is planted in a copy of the project, the tests that should notice are run there, and the first that fails is
 * named. A bug that no test notices ends with status 1, and so does one that cannot be planted because the text that it
 * replaces does not stand in the file exactly once. Before the first, the same tests must pass without any.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { MUTANTS, type Mutant } from '../test/mutants/mutants.ts';
import { ROOT } from '../test/project/sources.ts';
import { optionsOf } from './options.ts';

const LONGEST_MS = 300_000;

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const { values } = optionsOf({ options: { only: { type: 'string', default: '' } } });
const wanted = MUTANTS.filter(({ name, file }) => `${file} ${name}`.includes(values.only));
const copy = projectCopy();
try {
  process.exitCode = survivorsIn(copy) === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** What git knows of, so that nothing is copied that is made; and the packages by a link. */
function projectCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rendezvous-mutants-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => name !== ''))
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function survivorsIn(folder: string): number {
  const before = noticedBy(folder, [...new Set(wanted.flatMap(({ tests }) => tests))]);
  if (before !== undefined || wanted.length === 0) {
    process.stderr.write(`without any bug ${before ?? 'there is nothing to do'}\n`);
    return 1;
  }
  let survivors = 0;
  for (const mutant of wanted) {
    const by = whoNotices(folder, mutant);
    if (by === undefined) survivors++;
    process.stdout.write(`${by === undefined ? '✗' : '✓'} ${mutant.file}: ${mutant.name}\n`);
    process.stdout.write(`    ${by === undefined ? 'nobody noticed' : `noticed by ${by}`}\n`);
  }
  process.stdout.write(`${wanted.length - survivors} of ${wanted.length} planted bugs were noticed\n`);
  return survivors;
}

function whoNotices(folder: string, { file, replace, by, tests, name }: Mutant): string | undefined {
  const path = join(folder, file);
  const sound = readFileSync(path, 'utf8');
  const times = sound.split(replace).length - 1;
  if (times !== 1)
    throw new Error(
      `cannot plant “${name}”: in ${file} its text stands ${times} times instead of once:\n${replace}`,
    );
  writeFileSync(
    path,
    sound.replace(replace, () => by),
  );
  try {
    return noticedBy(folder, tests);
  } finally {
    writeFileSync(path, sound);
  }
}

/** The first test that fails, by its file and its name; undefined where all pass. */
function noticedBy(folder: string, tests: readonly string[]): string | undefined {
  const reportFile = join(dirname(folder), `${folder}.json`);
  const words = ['run', '--project', 'unit', '--bail', '1', ...tests];
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const { status, stderr } = spawnSync(process.execPath, [vitest, ...words], {
    cwd: folder,
    env: { ...process.env, TEST_REPORT: reportFile },
    encoding: 'utf8',
    timeout: LONGEST_MS,
  });
  if (status === null) return 'a test that did not end within five minutes';
  if (!existsSync(reportFile)) throw new Error(`the tests could not be run: ${stderr}`);
  const report: Report = JSON.parse(readFileSync(reportFile, 'utf8'));
  rmSync(reportFile);
  if (report.numTotalTests === 0) throw new Error(`no test ran: ${stderr}`);
  if (status === 0) return undefined;
  return failureIn(report, folder) ?? `a failure without a test: ${stderr}`;
}

function failureIn({ testResults }: Report, folder: string): string | undefined {
  for (const { name, assertionResults, status, message } of testResults) {
    const file = name.replace(`${folder}/`, '');
    // What was left out after the first failure has no name.
    const failed = assertionResults.find((result) => result.status === 'failed' && result.fullName !== '');
    if (failed !== undefined) return `${file}: ${failed.fullName}`;
    if (status === 'failed' && message !== '') return `${file}: ${message.split('\n')[0]}`;
  }
  return undefined;
}
