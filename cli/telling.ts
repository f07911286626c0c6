/**
 * How an error is told: a problem in one sentence, a failure of the user's own policy as theirs, brokers that cannot be
 * had as what is missing, anything else as a defect of ours.
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
  if (isForTheUser(error)) {
    const next = error.name === 'PolicyError' ? MEND_THE_POLICY : '';
    shell.stderr.write(`rendezvous: ${error.message}\n${next}`);
    return FOR_THE_USER[error.name] ?? EXIT.invalid;
  }
  shell.stderr.write(
    `rendezvous: this is a defect of rendezvous-testbed, not of your scenario: ${messageOf(error)}\n` +
      `${traceOrHint(shell, error)}\n`,
  );
  return EXIT.defect;
}

/** Whether this is nothing that the user can mend: then it is a defect of ours. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof Problem) && !isForTheUser(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function traceOrHint(shell: Shell, error: unknown): string {
  if (!shell.env.RENDEZVOUS_DEBUG)
    return 'Run it again with RENDEZVOUS_DEBUG=1 to see where, and please report it.';
  return error instanceof Error ? (error.stack ?? '') : 'There is no trace: what was thrown is not an error.';
}

/**
 * Errors that speak to the user, and their exit status. By name and not by class: an error that comes from a worker
 * thread has lost its class, and nothing of a host is loaded here for the sake of its errors.
 */
const FOR_THE_USER: Readonly<Record<string, number>> = {
  PolicyError: EXIT.invalid,
  NothingMeasured: EXIT.interrupted,
  BrokerSettingsError: EXIT.invalid,
  BrokersUnavailable: EXIT.noLiveHost,
  KafkaProblem: EXIT.noLiveHost,
};

const MEND_THE_POLICY = 'Mend the module and run it again; nothing of this run was written.\n';

function isForTheUser(error: unknown): error is Error {
  return error instanceof Error && Object.hasOwn(FOR_THE_USER, error.name);
}
