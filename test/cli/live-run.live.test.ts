/** `rendezvous run --on kafka` as a user has it: whole, interrupted, killed, and on brokers that others use too. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../harness/waiting.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { startSingleBroker } from '../harness/brokers/single-broker.ts';
import { ForeignTopic } from '../harness/conduct/foreign-topic.ts';
import { otherwiseInvalid } from '../harness/conduct/invalid.ts';
import { LiveHome } from './live-command.ts';
import { liveScenario } from './live-scenario.ts';
import { writeScenario } from './tiny-scenarios.ts';

const SMALL = liveScenario('small', 7, [
  'timely:  { measure: timeliness, atLeast: 80% }',
  'archive: { measure: decoy.coverage, atLeast: 100% }',
]);

const ENDED_WITHIN_MS = 5_000;

await describeOn('jvm', 'a run on Kafka', () => {
  let home: LiveHome;
  let small = '';
  const ON_JVM = ['--on', 'kafka', '--broker-provider', 'jvm', '--report', 'none', '--out', 'out'];

  beforeEach(() => {
    home = new LiveHome();
    small = writeScenario(home.folder, 'small.yaml', SMALL);
  });
  afterEach(() => home.close());

  test('accounts for every request that the simulator has too, keeps the archive complete, and leaves nothing behind', async () => {
    const rows = ['--observations', 'rows.jsonl'];
    const seen = await home.run(
      'run',
      small,
      '--on',
      'both',
      '--broker-provider',
      'jvm',
      '--out',
      'out',
      ...rows,
    );
    const live = home.result('out', 'small-7-kafka');
    const simulated = home.result('out', 'small-7-sim');
    expect(live).toMatchObject({ host: 'kafka', complete: true, seed: 7, live: { accountedFor: 1 } });
    expect(otherwiseInvalid(live), `${seen.stdout}\n${seen.stderr}`).toEqual([]);
    expect(seen.status).toBe(live.verdict === 'pass' ? 0 : 3);
    expect(live.requests).toEqual(simulated.requests);
    expect(live.decoys.decoy).toMatchObject({ verdict: 'complete', coverage: 1, spurious: 0 });
    expect(live.decoys.decoy?.expected).toBe(simulated.decoys.decoy?.expected);
    expect(live.anomalies).toMatchObject({ forbidden: 0, wrongRecipient: 0, conflictingDuplicates: 0 });
    expect(live.provenance.brokers).toMatchObject({ provider: 'jvm', nodes: 1 });
    const both = join('out', 'small-7-kafka', 'comparison.html');
    expect(seen.stdout).toContain(`Both in one page: ${both}`);
    expect(existsSync(join(home.folder, both))).toBe(true);
    const told = (file: string) =>
      readFileSync(join(home.folder, file), 'utf8').match(/"ordinal":\d+,"outcome":"[a-z]+"/g) ?? [];
    expect(told('rows.kafka.jsonl')).toHaveLength(live.requests.offered);
    expect(told('rows.sim.jsonl')).toHaveLength(simulated.requests.offered);
    expect(seen.stdout).toMatch(/^Measure +simulator +Kafka +difference +95% interval$/m);
    expect(home.remains()).toEqual([]);
  });

  test('pools replications, each of them with a seed of its own, and says how far they lie apart', async () => {
    const words = ['--set', 'duration=2s', '--set', 'warmup=0s', '--replications', '2'];
    const seen = await home.run('run', small, ...ON_JVM, '--on', 'both', ...words);
    expect([0, 3], `${seen.stdout}\n${seen.stderr}`).toContain(seen.status);
    const live = home.result('out', 'small-7-kafka');
    expect(live).toMatchObject({ replications: 2, complete: true });
    expect(live.requests).toEqual(home.result('out', 'small-7-sim').requests);
    expect(seen.stdout).toMatch(/^Measure .* Kafka from run to run$/m);
    expect(seen.stdout).toMatch(/^latency\.p50 .* (none|—|[\d.]+ (?:s|ms|µs))$/m);
    expect(home.remains()).toEqual([]);
  });

  describe('that is interrupted', () => {
    const PHASES: Readonly<Record<string, (home: LiveHome) => boolean>> = {
      'while its brokers start': (at) => at.brokers() > 0,
      'while its roles start': (at) => at.roles() > 2,
      'before the first request': (at) => at.observed('frontend') > 0,
      'in the midst of traffic': (at) => at.observed('frontend') > 200,
    };

    test.each(Object.entries(PHASES))(
      '%s ends within five seconds, and what was measured is written',
      async (_, isThere) => {
        const command = home.start('run', small, ...ON_JVM, '--set', 'duration=60s');
        await command.until('it has come so far', () => isThere(home));
        const { status, tookMs } = await command.end('SIGINT');
        expect(status, command.stderr).toBe(130);
        expect(tookMs).toBeLessThan(ENDED_WITHIN_MS);
        expect(home.result('out')).toMatchObject({ complete: false, host: 'kafka' });
        expect(home.remains()).toEqual([]);
      },
    );
  });

  test('that is killed by -9 leaves no process, and heal removes the rest', async () => {
    const broker = await startSingleBroker({});
    try {
      const foreign = await ForeignTopic.at(broker.address);
      const words = ['--on', 'kafka', '--brokers', broker.address, '--report', 'none', '--out', 'out'];
      const command = home.start('run', small, ...words, '--set', 'duration=60s');
      await command.until('requests are sent', () => home.observed('frontend') > 100);
      expect((await foreign.others()).length).toBeGreaterThan(0);
      await command.end('SIGKILL');
      await waitUntil(() => (home.roles() === 0 ? undefined : `${home.roles()} roles play on`), 10_000);
      const healed = await home.run('heal');
      expect(healed.status, healed.stderr).toBe(0);
      expect(healed.stdout).toMatch(/^removed topic rendezvous-small-\w+\.input$/m);
      expect(await foreign.others()).toEqual([]);
      expect(home.remains()).toEqual([]);
      expect((await home.run('heal')).stdout).toBe('There is nothing to clean up.\n');
      await foreign.close();
    } finally {
      await broker.close();
    }
  });

  test('on brokers that others use leaves their topics and groups as they were, and nothing of its own', async () => {
    const broker = await startSingleBroker({});
    try {
      const foreign = await ForeignTopic.at(broker.address);
      const before = await foreign.everything();
      const words = ['--on', 'kafka', '--brokers', broker.address, '--report', 'none', '--out', 'out'];
      const seen = await home.run('run', small, ...words);
      expect(otherwiseInvalid(home.result('out')), `${seen.stdout}\n${seen.stderr}`).toEqual([]);
      expect(await foreign.everything()).toEqual(before);
      expect(await foreign.others()).toEqual([]);
      expect(home.remains()).toEqual([]);
      await foreign.close();
    } finally {
      await broker.close();
    }
  });

  test('says within seconds, in a sentence and with status 5, that nobody is there', async () => {
    const seen = await home.run('run', small, '--on', 'kafka', '--brokers', '127.0.0.1:1', '--out', 'out');
    expect(seen.status).toBe(5);
    expect(seen.stderr).toContain('your brokers: cannot connect at 127.0.0.1:1: nobody listens there');
    expect(seen.stderr).not.toMatch(/^\s+at /m);
    expect(home.remains()).toEqual([]);
  });
});
