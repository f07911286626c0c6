/** What every part of the compiler needs: the form, where to tell problems, and the files that a scenario names. */
import type { DataFiles } from './data-files.ts';
import { dotted, type Path } from './diagnostic.ts';
import type { Code } from './explanations.ts';
import type { ScenarioForm } from './input-schema.ts';
import type { Report } from './problems.ts';

export interface Compiling {
  readonly form: ScenarioForm;
  readonly report: Report;
  readonly files: DataFiles;
  readonly modelNames: readonly string[];
}

/** Tells an impossible value: “PATH says …”. */
export function refuse(
  { report }: Pick<Compiling, 'report'>,
  path: Path,
  code: Code,
  says: string,
  hint: string,
): void {
  report.error({ path, code, message: `${dotted(path)} ${says}`, hint });
}
