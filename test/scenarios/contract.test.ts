import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCAL } from '../../scenarios/delay-profiles.ts';
import { loadScenario } from '../../scenarios/load.ts';
import { starterScenario } from '../../scenarios/starter.ts';
import { loadAlone, scenarioOf } from './sound.ts';

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
/** The recorded trace is not part of the project; it is looked for where the scenario names it. */
const NAMED =
  process.env.RENDEZVOUS_AZURE_TRACE ?? join(SCENARIOS, '../../data/azure-llm-inference-code-2023.csv');
const TRACE = existsSync(NAMED) ? NAMED : undefined;

const load = (name: string, set: readonly string[] = []) => loadScenario(join(SCENARIOS, name), { set });

describe('The scenarios of the contract', () => {
  it.each(['rz1', 'live-smoke', 'slow-primary'])('%s loads without error or warning', async (name) => {
    const loaded = await load(`${name}.yaml`);
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.runs).toHaveLength(1);
  });

  it('rz1 is the reference model', async () => {
    const scenario = scenarioOf(await load('rz1.yaml'));
    expect(scenario).toMatchObject({
      name: 'rz1',
      seed: 1,
      durationUs: Infinity,
      requests: 1e6,
      warmup: { us: 60e6 },
      streams: { partitions: 1, replication: 1, delays: { name: 'ideal' } },
      rendezvous: {
        deadlineUs: 100_000,
        returnBudgetUs: 0,
        policy: { kind: 'priority', order: [0, 1, 2] },
        default: { value: 0 },
      },
      traffic: [
        {
          name: 'callers',
          arrivals: { rate: { kind: 'constant', perSecond: 100 }, spacing: 'poisson' },
          keys: { kind: 'fresh' },
        },
      ],
    });
    expect(scenario.models.map(({ concurrency, serviceTime }) => [concurrency, serviceTime])).toEqual([
      [1, { kind: 'exponential', mean: 8_000 }],
      [2, { kind: 'exponential', mean: 12_500 }],
      [Infinity, { kind: 'exponential', mean: 5_000 }],
    ]);
    expect(scenario.objectives[0]).toMatchObject({
      name: 'by-model',
      line: 20,
      unit: 'share',
      target: 0.999,
    });
  });

  it('slow-primary has its faults, shift and defaults', async () => {
    const scenario = scenarioOf(await load('slow-primary.yaml'));
    expect(scenario.faults[0]).toMatchObject({
      hardship: { kind: 'slow', target: { kind: 'model', model: 0, replica: 'all' }, factor: 3, addUs: 0 },
      windows: [{ fromUs: 600e6, toUs: 900e6 }],
    });
    expect(scenario.models[4]).toMatchObject({
      serviceTime: { kind: 'constant', value: 0 },
      archive: { commit: 'afterWrite', every: 100, atMostUs: 1e6 },
    });
    expect(scenario.models[3]?.monitor).toEqual({ referenceUs: 300e6, falseAlarmEveryUs: 30 * 86_400e6 });
    expect(scenario.traffic[0]?.shifts).toEqual([
      { feature: 0, atUs: 1_440e6, overUs: 0, change: 'add', amount: 5 },
    ]);
    expect(scenario.streams).toMatchObject({
      retentionUs: 3_600e6,
      sessionTimeoutUs: 3e6,
      heartbeatUs: 500_000,
      delays: LOCAL,
    });
    expect(scenario.objectives[2]?.window).toEqual({ kind: 'after', fault: 0, withinUs: 5e6 });
  });

  it.skipIf(TRACE === undefined)(
    'azure-code reads all 8,819 recorded requests to the microsecond',
    async () => {
      const loaded = await load('azure-code.yaml', [`traffic.developers.arrivals.trace.file=${TRACE}`]);
      expect(loaded.diagnostics).toEqual([]);
      const [source] = scenarioOf(loaded).traffic;
      const arrivals = source?.arrivals;
      if (arrivals?.kind !== 'trace') throw new Error('no trace');
      expect(arrivals.timesUs).toHaveLength(8_819);
      expect(Array.from(arrivals.timesUs.slice(0, 2))).toEqual([0, 52_000]);
      expect(arrivals.timesUs.every((us, index) => us >= (arrivals.timesUs[index - 1] ?? 0))).toBe(true);
      const last = readFileSync(TRACE ?? '', 'utf8')
        .split('\r\n')
        .at(-1)
        ?.split(',');
      expect(source?.features.map(({ of }) => (of.kind === 'column' ? of.values.at(-1) : 0))).toEqual([
        Number(last?.[1]),
        Number(last?.[2]),
      ]);
      expect(arrivals).toMatchObject({ speed: 10, repeat: 1 });
    },
  );

  it('azure-code without its data says so at the trace, and nothing else', async () => {
    const loaded = await load('azure-code.yaml', ['traffic.developers.arrivals.trace.file=nowhere.csv']);
    expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['file-unreadable']);
  });

  it('the starter loads without error or warning', async () => {
    const loaded = await loadAlone(starterScenario);
    expect(loaded.diagnostics).toEqual([]);
    expect(scenarioOf(loaded).models).toHaveLength(4);
  });

  it('everything.yaml, every key of the language, loads without error or warning', async () => {
    const loaded = await loadScenario(join(import.meta.dirname, 'everything.yaml'), { env: {} });
    expect(loaded.diagnostics).toEqual([]);
    expect(scenarioOf(loaded).faults).toHaveLength(17);
  });
});
