/** Runs scenarios of the library as `run` does, without writing anything. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleResult } from '../../measure/assemble.ts';
import type { RunResult } from '../../measure/result.ts';
import { type Loaded, loadScenario } from '../../scenarios/load.ts';
import { simulate } from '../../sim/simulate.ts';
import { ROOT } from '../project/sources.ts';

const FOLDER = join(ROOT, 'scenarios');

/** Names of all scenarios that stand in `scenarios/`. */
export const LIBRARY: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

export function fileOf(name: string): string {
  return join(FOLDER, `${name}.yaml`);
}

/** The comment on top of a scenario, as one line of text. */
export function commentOf(name: string): string {
  const lines = readFileSync(fileOf(name), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s*/, ''))
    .join(' ');
}

export function load(name: string): Promise<Loaded> {
  return loadScenario(fileOf(name), { env: {} });
}

/** The results of the first `most` runs of a scenario, of all by default, in the order of its matrix. */
export async function resultsOf(
  name: string,
  set: readonly string[] = [],
  most = Infinity,
): Promise<RunResult[]> {
  const { runs, diagnostics } = await loadScenario(fileOf(name), { set, env: {} });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`${name} does not load: ${errors.map((each) => each.message)}`);
  const results: RunResult[] = [];
  for (const { scenario, sha256, resolved, matrix } of runs.slice(0, most)) {
    const measures = await simulate(scenario, { seed: scenario.seed });
    results.push(
      assembleResult({
        scenario,
        identity: { sha256, resolved, matrix },
        host: 'sim',
        seed: scenario.seed,
        runs: [measures],
        provenance: NO_PROVENANCE,
      }),
    );
  }
  return results;
}

export const NO_PROVENANCE: RunResult['provenance'] = {
  version: '',
  node: '',
  startedAt: '',
  wallMs: 0,
  events: 0,
  eventsPerSecond: 0,
  requestsPerSecond: 0,
  peakMemoryMb: 0,
  command: '',
  brokers: {},
  delayProfile: { name: '', shipped: false },
};
