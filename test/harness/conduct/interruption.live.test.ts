/**
 * A run can be interrupted at any moment, and everything has ended five seconds later: also while a broker is away, of which
 * everybody who asks it something hears nothing.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LiveProgress } from '../../../harness/conduct/live-progress.ts';
import { runLive } from '../../../harness/conduct/run-live.ts';
import { loadScenario, type ScenarioInput } from '../../../scenarios/load.ts';
import { writeScenario } from '../../cli/tiny-scenarios.ts';
import { describeOn } from '../brokers/providers.ts';

const ENDED_WITHIN_MS = 5_000;

const SCENARIO: ScenarioInput = {
  version: 1,
  name: 'stopped',
  duration: '4s',
  traffic: { callers: { arrivals: { rate: '50/s' } } },
  models: {
    only: { role: 'primary', serviceTime: '5ms', concurrency: 4 },
    decoy: { role: 'decoy' },
  },
  streams: { partitions: 2 },
  rendezvous: { deadline: '200ms', policy: { priority: { order: ['only'] } }, default: { value: 0 } },
};

interface Moment {
  readonly faults: NonNullable<ScenarioInput['faults']>;
  readonly isThere: (progress: LiveProgress) => boolean;
}

const gone = (kind: 'crash' | 'pause', from: string) => ({
  [kind]: { [kind]: { target: 'broker', broker: 0 }, from },
});
const isResting = ({ doing }: LiveProgress) => doing?.startsWith('coming to rest') === true;
const isHealing = ({ doing }: LiveProgress) => doing?.startsWith('waiting until faults') === true;

const MOMENTS: Readonly<Record<string, Moment>> = {
  'in the midst of traffic, while the broker is killed': {
    faults: gone('crash', '1s'),
    isThere: ({ doing, elapsedMs }) => doing === undefined && elapsedMs > 2_500,
  },
  'in the midst of traffic, while the broker stands still': {
    faults: gone('pause', '1s'),
    isThere: ({ doing, elapsedMs }) => doing === undefined && elapsedMs > 2_500,
  },
  'in the drain, while the broker is killed': { faults: gone('crash', '3s'), isThere: isResting },
  'in the drain, while the broker stands still': { faults: gone('pause', '3s'), isThere: isResting },
  'while healing is awaited': {
    faults: { cut: { cut: { target: 'only' }, from: '3s', for: '500ms' } },
    isThere: isHealing,
  },
};

await describeOn('jvm', 'a run that is interrupted', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rendezvous-interruption-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(MOMENTS))('%s ends within five seconds', async (_, { faults, isThere }) => {
    const file = writeScenario(folder, 'stopped.json', JSON.stringify({ ...SCENARIO, faults }));
    const [loaded] = (await loadScenario(file)).runs;
    if (loaded === undefined) throw new Error(`${file} does not load`);
    const { sha256, scenario } = loaded;
    const interruption = new AbortController();
    let interruptedAtMs = Number.NaN;
    const { measures } = await runLive(
      {
        loaded,
        scenario: { file, set: [], matrixIndex: 0, seed: scenario.seed, sha256 },
        warmupUs: 0,
        wish: { provider: 'jvm' },
      },
      {
        env: { ...process.env, XDG_STATE_HOME: folder },
        signal: interruption.signal,
        say: () => undefined,
        onProgress: (progress) => {
          if (interruption.signal.aborted || !isThere(progress)) return;
          interruptedAtMs = performance.now();
          interruption.abort();
        },
      },
    );
    expect(performance.now() - interruptedAtMs).toBeLessThan(ENDED_WITHIN_MS);
    expect(measures.complete).toBe(false);
    expect(readdirSync(join(folder, 'rendezvous-testbed', 'runs'))).toEqual([]);
  });
});
