/**
 * From files to runs: every scenario is loaded and every diagnostic told before anything runs, so that nobody waits
 * for the first run to hear of a mistake in the second file.
 */
import type { Diagnostic } from '../scenarios/diagnostic.ts';
import { type LoadedRun, loadScenario } from '../scenarios/load.ts';
import { type DiagnosticsForm, hasErrors, writeDiagnostics } from './diagnostics.ts';
import { Problem } from './problem.ts';
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
}

export async function loadFiles(
  shell: Shell,
  files: readonly string[],
  options: Pick<LoadOptions, 'seed' | 'set'>,
): Promise<Loading> {
  refuseShapelessSettings(options.set);
  const runs: FileRun[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const found = await loadScenario(file, {
      set: options.set,
      env: shell.env,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    runs.push(...found.runs.map((loaded, matrixIndex) => ({ file, matrixIndex, loaded })));
    diagnostics.push(...found.diagnostics);
  }
  return { runs, diagnostics };
}

/** The runs, once every diagnostic is told; undefined where one of them is an error. */
export async function loadOrExplain(
  shell: Shell,
  files: readonly string[],
  options: LoadOptions,
): Promise<readonly FileRun[] | undefined> {
  const { runs, diagnostics } = await loadFiles(shell, files, options);
  if (diagnostics.length > 0) await writeDiagnostics(shell.stderr, diagnostics, options.format);
  return hasErrors(diagnostics) ? undefined : runs;
}

function refuseShapelessSettings(settings: readonly string[]): void {
  const shapeless = settings.find((setting) => setting.indexOf('=') < 1);
  if (shapeless === undefined) return;
  throw new Problem(
    `--set takes PATH=VALUE, as in --set models.heavy.replicas=3, but is ${shapeless || 'empty'}`,
  );
}
