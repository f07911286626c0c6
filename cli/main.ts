/**
 * The command's outermost layer: parses, runs one command, and turns whatever happened into a sentence and an exit
 * status. No stack trace reaches a user, except by RENDEZVOUS_DEBUG=1.
 */
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import { execute } from './program.ts';
import { processShell, type Shell } from './shell.ts';

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

/** Says what went wrong; answers with the exit status for it. */
export function tell(shell: Shell, error: unknown): number {
  if (error instanceof Problem) {
    shell.stderr.write(`rendezvous: ${error.message}\n`);
    return error.status;
  }
  const message = error instanceof Error ? error.message : String(error);
  shell.stderr.write(
    `rendezvous: this is a defect of rendezvous-testbed, not of your scenario: ${message}\n` +
      `${traceOrHint(shell, error)}\n`,
  );
  return EXIT.defect;
}

function traceOrHint(shell: Shell, error: unknown): string {
  if (!shell.env.RENDEZVOUS_DEBUG)
    return 'Run it again with RENDEZVOUS_DEBUG=1 to see where, and please report it.';
  return error instanceof Error ? (error.stack ?? '') : 'There is no trace: what was thrown is not an error.';
}

/** `rendezvous … | head` closes our output early; that is no error. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
