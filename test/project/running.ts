/** Runs a program as a user would and keeps what they would see. */
import { type ExecFileException, execFile } from 'node:child_process';

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Never fails: the exit status is part of what is kept. */
export function finished(
  program: string,
  words: readonly string[],
  where: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024, ...where };
    execFile(program, words, options, (error, stdout, stderr) => {
      resolve({ status: statusOf(error), stdout, stderr });
    });
  });
}

function statusOf(error: ExecFileException | null): number {
  if (error === null) return 0;
  return typeof error.code === 'number' ? error.code : -1;
}
