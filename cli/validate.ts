/** `rendezvous validate`: what `run` would say of scenarios before it starts, and nothing is run. */
import { type DiagnosticsForm, hasErrors, writeDiagnostics, writeDiagnosticsAsData } from './diagnostics.ts';
import { EXIT } from './exit-status.ts';
import { loadFiles } from './loading.ts';
import { matchingPaths } from './matching.ts';
import type { Shell } from './shell.ts';

export interface ValidateOptions {
  readonly set: readonly string[];
  readonly format: DiagnosticsForm;
}

export async function validate(
  shell: Shell,
  words: readonly string[],
  options: ValidateOptions,
): Promise<number> {
  const files = await matchingPaths(words, 'files');
  const { runs, diagnostics, sources } = await loadFiles(shell, files, options);
  if (options.format === 'json') {
    writeDiagnosticsAsData(shell.stdout, diagnostics);
  } else {
    writeDiagnostics(shell.stderr, diagnostics, sources);
    for (const file of files) {
      const count = runs.filter((run) => run.file === file).length;
      if (count > 0) shell.stdout.write(`${file}: valid, ${count} ${count === 1 ? 'run' : 'runs'}\n`);
    }
  }
  return hasErrors(diagnostics) ? EXIT.invalid : EXIT.pass;
}
