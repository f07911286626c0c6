/** `rendezvous run` with replications, each of which loads the whole program into a thread of its own. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';
import { ownFolder, writeFailingPolicy } from './tiny-scenarios.ts';

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
