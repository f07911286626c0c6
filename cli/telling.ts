/**
 * How an error is told: a problem in one sentence, a failure of the user's own policy as theirs, anything else as a
 * defect of ours.
 */
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import type { Shell } from './shell.ts';

/** Says what went wrong; answers with the exit status for it. */
export function tell(shell: Shell, error: unknown): number {
  if (error instanceof Problem) {
    shell.stderr.write(`rendezvous: ${error.message}\n`);
    return error.status;
  }
  if (isOfTheUsersPolicy(error)) {
    shell.stderr.write(`rendezvous: ${error.message}\n`);
    return EXIT.invalid;
  }
  shell.stderr.write(
    `rendezvous: this is a defect of rendezvous-testbed, not of your scenario: ${messageOf(error)}\n` +
      `${traceOrHint(shell, error)}\n`,
  );
  return EXIT.defect;
}

/** Whether this is neither for the user to mend nor the doing of their policy: then it is a defect of ours. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof Problem) && !isOfTheUsersPolicy(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function traceOrHint(shell: Shell, error: unknown): string {
  if (!shell.env.RENDEZVOUS_DEBUG)
    return 'Run it again with RENDEZVOUS_DEBUG=1 to see where, and please report it.';
  return error instanceof Error ? (error.stack ?? '') : 'There is no trace: what was thrown is not an error.';
}

/** By name and not by class: an error that comes from a worker thread has lost its class. */
function isOfTheUsersPolicy(error: unknown): error is Error {
  return error instanceof Error && error.name === 'PolicyError';
}
