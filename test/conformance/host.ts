/** What the conformance suite asks of a host: run a scenario from a file, and say what came out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../measure/result.ts';
import type { ScenarioInput } from '../../scenarios/input-schema.ts';

export interface Host {
  readonly name: 'simulator' | 'Kafka';
  run(file: string): Promise<RunResult>;
}

/** Runs a scenario that is written in a test. */
export async function runOn(host: Host, scenario: ScenarioInput): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rendezvous-conformance-'));
  try {
    const file = join(folder, `${scenario.name}.json`);
    writeFileSync(file, JSON.stringify(scenario));
    return await host.run(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
