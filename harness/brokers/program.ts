/**
 * Runs a program of the machine to its end, with a bound, and keeps what it says. No shell is involved. One that writes
 * into a folder is watched by the folder's warden: it would go on writing there when this process is killed.
 */
import { type ExecFileException, execFile } from 'node:child_process';
import type { Environment } from './cluster.ts';
import type { Warden } from './warden.ts';

export interface ProgramEnd {
  readonly ended: 'well' | 'badly' | 'absent' | 'too late';
  /** What it printed, on either stream. */
  readonly output: string;
}

export interface ProgramLimits {
  readonly timeoutMs: number;
  readonly env: Environment;
  readonly cwd?: string;
  readonly warden?: Warden;
}

const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Never rejects: how it ended is part of the answer. */
export function runProgram(
  program: string,
  words: readonly string[],
  { timeoutMs, env, cwd, warden }: ProgramLimits,
): Promise<ProgramEnd> {
  const options = {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_OUTPUT_BYTES,
    env: { ...env },
    ...(cwd !== undefined && { cwd }),
  } as const;
  return new Promise((resolve) => {
    const { pid } = execFile(program, words, options, (error, stdout, stderr) => {
      if (pid !== undefined) warden?.forget(pid);
      resolve({ ended: manner(error), output: `${stdout}${stderr}`.replace(TERMINAL_CODES, '') });
    });
    if (pid !== undefined) warden?.watch(pid);
  });
}

/** Built and not written, because the escape character is invisible. */
const TERMINAL_CODES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

function manner(error: ExecFileException | null): ProgramEnd['ended'] {
  if (error === null) return 'well';
  if (error.code === 'ENOENT' || error.code === 'EACCES') return 'absent';
  return error.killed ? 'too late' : 'badly';
}

/** The last lines that say something, for an error text. */
export function lastLines(output: string, most: number): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-most).join('\n');
}
