/**
 * From files to runs: every scenario is loaded and every diagnostic told before anything runs, so that nobody waits
 * for the first run to hear of a mistake in the second file.
 */
import type { Diagnostic } from '../scenarios/diagnostic.ts';
import { type LoadedRun, loadScenario } from '../scenarios/load.ts';
import { type DiagnosticsForm, hasErrors, writeDiagnostics, writeDiagnosticsAsData } from './diagnostics.ts';
import type { Shell } from './shell.ts';

export interface LoadOptions {
  readonly seed?: number;
  readonly set: readonly string[];
  readonly format: DiagnosticsForm;
}

/** One run of a file; `matrixIndex` counts the runs of that file. */
export interface FileRun {
  readonly file: string;
  readonly matrixIndex: number;
  readonly loaded: LoadedRun;
}

export interface Loading {
  readonly runs: readonly FileRun[];
  readonly diagnostics: readonly Diagnostic[];
  /** File → its text. */
  readonly sources: ReadonlyMap<string, string>;
}

export async function loadFiles(
  shell: Shell,
  files: readonly string[],
  options: Pick<LoadOptions, 'seed' | 'set'>,
): Promise<Loading> {
  const runs: FileRun[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  for (const file of files) {
    const found = await loadScenario(file, {
      set: options.set,
      env: shell.env,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    runs.push(...found.runs.map((loaded, matrixIndex) => ({ file, matrixIndex, loaded })));
    diagnostics.push(...found.diagnostics);
    for (const [name, text] of found.sources) sources.set(name, text);
  }
  return { runs, diagnostics, sources };
}

/** The runs, once every diagnostic is told; undefined where one of them is an error. */
export async function loadOrExplain(
  shell: Shell,
  files: readonly string[],
  options: LoadOptions,
): Promise<readonly FileRun[] | undefined> {
  const { runs, diagnostics, sources } = await loadFiles(shell, files, options);
  if (options.format === 'text') writeDiagnostics(shell.stderr, diagnostics, sources);
  else if (diagnostics.length > 0) writeDiagnosticsAsData(shell.stderr, diagnostics);
  return hasErrors(diagnostics) ? undefined : runs;
}
