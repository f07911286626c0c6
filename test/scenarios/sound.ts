/** A sound scenario to lay changes over, and the means to load the result. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Loaded, type LoadOptions, loadScenario, loadText } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

export const SOUND = `version: 1
duration: 1h
traffic:
  callers:
    arrivals: { rate: 100/s }
    features: { amount: { normal: { mean: 50, sd: 10 } } }
models:
  heavy: { role: primary, replicas: 12, serviceTime: { lognormal: { p50: 20ms, p99: 100ms } } }
  light: { role: backstop, replicas: 12, serviceTime: 5ms }
rendezvous:
  deadline: 200ms
  policy: { priority: { order: [heavy, light] } }
  default: { value: 0 }
`;

export interface Given extends LoadOptions {
  /** Other files beside the scenario, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Writes files into a folder of their own and loads `scenario.yaml` from there. */
export async function loadFiles(
  files: Readonly<Record<string, string>>,
  options: LoadOptions = {},
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), Buffer.from(content, content.includes('\u00ff') ? 'latin1' : 'utf8'));
    }
    return await loadScenario(join(folder, 'scenario.yaml'), { env: {}, ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The sound scenario with YAML laid over it. */
export function loadOver(changes: string, { files = {}, ...options }: Given = {}): Promise<Loaded> {
  return loadFiles(
    { 'base.yaml': SOUND, 'scenario.yaml': `extends: base.yaml\n${changes}\n`, ...files },
    options,
  );
}

export function loadAlone(text: string, options: LoadOptions = {}): Promise<Loaded> {
  return loadText(text, 'scenario.yaml', { env: {}, ...options });
}

export function codesOf(loaded: Loaded): string[] {
  return loaded.diagnostics.map((diagnostic) => diagnostic.code);
}

/** `LINE:COLUMN CODE` of each diagnostic. */
export function placesOf(loaded: Loaded): string[] {
  return loaded.diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** The one run's scenario; fails with everything that is wrong where there is none. */
export function scenarioOf(loaded: Loaded): Scenario {
  const [run] = loaded.runs;
  if (run === undefined)
    throw new Error(`no run: ${loaded.diagnostics.map((d) => `${d.code} ${d.message}`).join('; ')}`);
  return run.scenario;
}

export async function scenarioOver(changes: string, given: Given = {}): Promise<Scenario> {
  return scenarioOf(await loadOver(changes, given));
}
