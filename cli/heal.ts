/**
 * `rendezvous heal`: cleans up after runs on Kafka that could not do it themselves, because they were killed. Only what
 * such a run has noted as its own is touched; runs that are under way are left alone.
 */
import { heal as healRuns } from '../harness/leftovers/run-notes.ts';
import { EXIT } from './exit-status.ts';
import type { Shell } from './shell.ts';

export async function heal(shell: Shell): Promise<number> {
  const { removed, left } = await healRuns(shell.env);
  for (const what of removed) shell.stdout.write(`removed ${what}\n`);
  for (const why of left) shell.stderr.write(`rendezvous: still there: ${why}\n`);
  if (removed.length + left.length === 0) shell.stdout.write('There is nothing to clean up.\n');
  return left.length === 0 ? EXIT.pass : EXIT.noLiveHost;
}
