/**
 * Which process is meant, beyond its number: numbers are used again, so that a number together with the instant at which
 * the process began is what a note about it must hold, and what is compared before anybody is killed by that note.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's own words; only to be compared. */
  readonly began: string;
}

/** Undefined where there is no such process, or only what remains of one that nobody has waited for. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = statOf(pid);
  if (stat === undefined || stat.state === 'Z') return undefined;
  return { pid, began: stat.began };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.began === identity.began;
}

/** Stopped by a signal (SIGSTOP). */
export function isStopped(pid: number): boolean {
  return statOf(pid)?.state === 'T';
}

interface Stat {
  /** One letter, as `ps` shows it. */
  readonly state: string;
  readonly began: string;
}

function statOf(pid: number): Stat | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Fields 3 and 22 of /proc/PID/stat; field 2 is a name in parentheses, which may hold anything. */
function fromProc(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): Stat | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' ? undefined : { state: line.charAt(0), began: line.slice(line.indexOf(' ')).trim() };
  } catch {
    return undefined;
  }
}
