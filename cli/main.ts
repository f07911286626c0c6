/**
 * The command's outermost layer: parses, runs one command, and turns whatever happened into a sentence and an exit
 * status. No stack trace reaches a user, except by RENDEZVOUS_DEBUG=1.
 */

import { execute } from './program.ts';
import { processShell, type Shell } from './shell.ts';
import { tell } from './telling.ts';

/** `argv` as in `process.argv`: the first two are Node and this program. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietlyWhenNobodyReads);
  process.exitCode = await perform(processShell(argv.slice(2)));
}

/** Runs the command in `shell.words`; answers with the exit status and never throws. */
export async function perform(shell: Shell): Promise<number> {
  try {
    return await execute(shell);
  } catch (error) {
    return tell(shell, error);
  }
}

/** `rendezvous … | head` closes our output early; that is no error. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
