/**
 * The command's outermost layer: parses, runs one command, and turns whatever happened into a sentence and an exit
 * status. No stack trace reaches a user, except by RENDEZVOUS_DEBUG=1.
 */

import { fileProblem } from './problem.ts';
import { execute } from './program.ts';
import { processShell, type Shell } from './shell.ts';
import { tell } from './telling.ts';

/** `argv` as in `process.argv`: the first two are Node and this program. */
export async function main(argv: readonly string[]): Promise<void> {
  const shell = processShell(argv.slice(2));
  process.stdout.on('error', (error) => endWithoutOutput(shell, error));
  process.exitCode = await perform(shell);
}

/** Runs the command in `shell.words`; answers with the exit status and never throws. */
export async function perform(shell: Shell): Promise<number> {
  try {
    return await execute(shell);
  } catch (error) {
    return tell(shell, error);
  }
}

/** `rendezvous … | head` closes our output early; that is no error. A full disk is, and no verdict's status may hide it. */
function endWithoutOutput(shell: Shell, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  process.exit(tell(shell, fileProblem('write to', 'standard output', error)));
}
