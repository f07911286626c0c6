/**
 * `rendezvous config`: the scenario as it is run, every default written out, and where each value came from. What it
 * prints is a scenario again; several runs of a matrix are several YAML documents.
 */
import { describeOrigin, type LoadedRun } from '../scenarios/load.ts';
import { EXIT } from './exit-status.ts';
import { type FileRun, loadOrExplain } from './loading.ts';
import { matchingPaths } from './matching.ts';
import { matrixLabel } from './run-plan.ts';
import type { Shell } from './shell.ts';
import { yamlWithRemarks } from './yaml-with-remarks.ts';

export interface ConfigOptions {
  readonly set: readonly string[];
  readonly format: 'yaml' | 'json';
}

export async function config(shell: Shell, word: string, options: ConfigOptions): Promise<number> {
  const files = await matchingPaths([word], 'files');
  const runs = await loadOrExplain(shell, files, { set: options.set, format: 'text' });
  if (runs === undefined) return EXIT.invalid;
  const text = options.format === 'json' ? asJson(runs) : runs.map(asYaml).join('---\n');
  shell.stdout.write(text);
  return EXIT.pass;
}

function asJson(runs: readonly FileRun[]): string {
  const data = runs.map(({ loaded }) => ({
    matrix: loaded.matrix,
    scenario: loaded.resolved,
    origins: Object.fromEntries(originsOf(loaded)),
  }));
  return `${JSON.stringify(data, null, 2)}\n`;
}

function asYaml({ loaded }: FileRun): string {
  const label = matrixLabel(loaded.matrix);
  const head = label === '' ? '' : `# ${label}\n`;
  return head + yamlWithRemarks(loaded.resolved, originsOf(loaded));
}

function originsOf(loaded: LoadedRun): ReadonlyMap<string, string> {
  return new Map([...loaded.origins].map(([path, origin]) => [path, describeOrigin(origin)]));
}
