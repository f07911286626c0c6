/** What must hold of every damaged scenario: a diagnosis or a run, in time, and in words for people. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic } from '../../scenarios/diagnostic.ts';
import type { ScenarioInput } from '../../scenarios/input-schema.ts';
import { type Loaded, loadDefinition, loadText } from '../../scenarios/load.ts';
import { starterScenario } from '../../scenarios/starter.ts';
import { mutant } from './mutations.ts';
import { processorMs } from './processor-time.ts';

const ROOT = join(import.meta.dirname, '../..');
const LONGEST_MS = 1_000;

export function soundScenarios(): string[] {
  const files = ['live-smoke', 'rz1', 'slow-primary', 'azure-code'].map((name) =>
    join(ROOT, 'scenarios', `${name}.yaml`),
  );
  const whole = join(ROOT, 'test/scenarios/everything.yaml');
  const several = 'matrix: { models.a.replicas: [1, 2], rendezvous.deadline: [150ms, 200ms] }\n';
  const texts = [...files, whole].map((file) => readFileSync(file, 'utf8'));
  return [...texts, `${texts[1]}${several}`, starterScenario];
}

/** What is wrong with how the n-th mutant was treated; undefined where nothing is. */
export async function defectOf(sound: readonly string[], n: number): Promise<string | undefined> {
  const { text, object } = mutant(sound, n);
  const startedMs = processorMs();
  try {
    const loaded =
      object === undefined
        ? await loadText(text, FILE, { env: {} })
        : await loadDefinition(asInput(object), { folder: join(ROOT, 'test/scenarios'), env: {} });
    const defect = defectIn(loaded);
    const tookMs = processorMs() - startedMs;
    return defect ?? (tookMs > LONGEST_MS ? `took ${tookMs.toFixed(0)} ms` : undefined);
  } catch (problem) {
    return `threw ${problem instanceof Error ? problem.stack : String(problem)}`;
  }
}

const FILE = join(ROOT, 'test/scenarios/mutant.yaml');

/** Damaged on purpose: only the loader may judge it. */
function asInput(object: unknown): ScenarioInput {
  const input: { value: ScenarioInput } = JSON.parse(JSON.stringify({ value: object }));
  return input.value;
}

const NOT_FOR_PEOPLE = /\[object |\bundefined\b|\bNaN\b|\n {4}at |TypeError|RangeError/;

function defectIn(loaded: Loaded): string | undefined {
  const errors = loaded.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (loaded.runs.length === 0 && errors.length === 0) return 'neither runs nor errors';
  if (loaded.runs.length > 0 && errors.length > 0) return 'runs in spite of errors';
  const told = new Set(loaded.diagnostics.map((diagnostic) => JSON.stringify(diagnostic)));
  if (told.size < loaded.diagnostics.length) return `tells something twice: ${[...told].join(' ')}`;
  for (const diagnostic of loaded.diagnostics) {
    const words = `${diagnostic.message} ${diagnostic.hint ?? ''}`;
    if (NOT_FOR_PEOPLE.test(words)) return `says ${words}`;
    if (!(diagnostic.line >= 1 && diagnostic.column >= 1)) return `has no place: ${words}`;
    formatDiagnostic(diagnostic, loaded.sources.get(diagnostic.file));
  }
  return undefined;
}
