/**
 * Files that a scenario names: traces, archives, samples, delay profiles. Each is read once per load, relative to the
 * scenario's folder, and what is wrong with it is told at the place that names it or at the line in the file itself.
 */
import { isAbsolute, join } from 'node:path';
import type { Path } from './diagnostic.ts';
import { diagnosticAt, type Report } from './problems.ts';
import { readText } from './read-file.ts';
import type { Recorded, TraceProblem } from './trace.ts';

const LARGEST_DATA_BYTES = 400 * 1024 * 1024;

export class DataFiles {
  private readonly folder: string;
  private readonly texts = new Map<string, ReturnType<typeof readText>>();
  private readonly recordings = new Map<string, Recorded>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The path from the working directory, as diagnostics show it. */
  pathOf(file: string): string {
    return isAbsolute(file) ? file : join(this.folder, file);
  }

  /** The text of a file; undefined, and told at `path`, where there is none. */
  text(file: string, path: Path, report: Report): string | undefined {
    const from = this.pathOf(file);
    const found = this.texts.get(from) ?? readText(from, LARGEST_DATA_BYTES, 'data');
    this.texts.set(from, found);
    if (typeof found === 'string') return found;
    report.error({ path, code: found.code, message: found.message, hint: found.hint });
    return undefined;
  }

  /** What was recorded in a file, read once for all runs of a matrix. */
  recorded(key: string, read: () => Recorded): Recorded {
    const found = this.recordings.get(key) ?? read();
    this.recordings.set(key, found);
    return found;
  }

  tell(file: string, problems: readonly TraceProblem[], path: Path, report: Report): void {
    for (const { line, code, message, hint } of problems) {
      const origin = { source: 'file', file: this.pathOf(file), line, column: 1 } as const;
      report.elsewhere(diagnosticAt(origin, 'error', { path, code, message, hint }));
    }
  }
}
