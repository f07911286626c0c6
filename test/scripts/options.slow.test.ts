/** What the project's scripts say to an option that they do not know. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from 'vitest';

const SCRIPTS = globSync('{scripts,bench}/*.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('= optionsOf('),
);

test.each(SCRIPTS)('%s ends with a sentence at an option that it does not know', (script) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--onlyy', 'x'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^Unknown option '--onlyy'[^\n]*\n$/);
});
