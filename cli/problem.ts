/**
 * Something the user can mend: a mistyped option, a missing file, a full disk. It is told in one sentence and never
 * with a stack trace. Every other error that reaches the top is a defect of this program and is said to be one.
 */
import { EXIT } from './exit-status.ts';

export class Problem extends Error {
  readonly status: number;

  constructor(sentence: string, status: number = EXIT.invalid) {
    super(sentence);
    this.status = status;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'it exists already',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the device reports an error',
};

/** Turns an error of the file system into a problem with a sentence; gives back any other error as it is. */
export function fileProblem(action: string, path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  return new Problem(`cannot ${action} ${path}: ${REASONS[code] ?? `the system says ${code}`}`);
}

/** The system's name of an error (`ENOENT`), where it is one of the system's. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
