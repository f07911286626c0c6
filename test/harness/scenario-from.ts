/** A small scenario for tests of the live host, with whatever a test wants otherwise. */
import { loadDefinition, type ScenarioInput } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

export async function scenarioFrom(more: Partial<ScenarioInput>): Promise<Scenario> {
  const { runs, diagnostics } = await loadDefinition({
    version: 1,
    duration: '5s',
    traffic: { callers: { arrivals: { rate: '50/s' } } },
    models: { only: { role: 'primary', serviceTime: '5ms' } },
    streams: { partitions: 2 },
    rendezvous: { deadline: '200ms', policy: { priority: { order: ['only'] } }, default: { value: 0 } },
    ...more,
  });
  const [run] = runs;
  if (run === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return run.scenario;
}
