/** `rendezvous calibrate` as a user has it: a profile that a scenario can use at once, and nothing left behind. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOPS } from '../../scenarios/scenario.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { LiveHome } from './live-command.ts';
import { HOLDS, tinyScenario, writeScenario } from './tiny-scenarios.ts';

await describeOn('jvm', 'calibrate', () => {
  let home: LiveHome;
  beforeEach(() => {
    home = new LiveHome();
  });
  afterEach(() => home.close());

  test('measures each hop of a real broker, and the simulator takes the profile', async () => {
    const words = ['--out', 'ours.json', '--broker-provider', 'jvm', '--seconds', '3'];
    const seen = await home.run('calibrate', ...words);
    expect(seen.status, seen.stderr).toBe(0);
    const profile = JSON.parse(readFileSync(home.at('ours.json'), 'utf8'));
    expect(Object.keys(profile.hops).sort()).toEqual([...HOPS].sort());
    for (const hop of Object.keys(profile.measured.load.n))
      expect(Number.parseFloat(profile.hops[hop].p90), hop).toBeGreaterThan(0);
    expect(profile).toMatchObject({
      name: 'ours',
      measured: { brokers: { provider: 'jvm' }, groups: { sessionTimeoutMs: 1_000 } },
    });
    for (const { correlation } of [profile, profile.measured.idle]) expect(correlation).toMatch(/^\d{1,3}%$/);
    expect(profile.measured.groups.takeOverMs).toBeGreaterThan(700);
    expect(home.remains()).toEqual([]);

    const scenario = writeScenario(home.folder, 'uses-it.yaml', tinyScenario(HOLDS));
    const run = await home.run('run', scenario, '--set', 'streams.delays.file=ours.json', '--out', 'out');
    expect([0, 1], run.stderr).toContain(run.status);
    expect(home.result('out').provenance.delayProfile).toEqual({ name: 'ours', shipped: false });
  });

  test('measures under a scenario of one’s own, without its faults', async () => {
    const fault = 'faults: { still: { pause: { target: only }, from: 8s, for: 1s } }';
    const scenario = writeScenario(home.folder, 'ours.yaml', tinyScenario(HOLDS, fault));
    const words = ['--like', scenario, '--out', 'ours.json', '--broker-provider', 'jvm', '--seconds', '3'];
    const seen = await home.run('calibrate', ...words);
    expect(seen.status, seen.stderr).toBe(0);
    const { hops, measured } = JSON.parse(readFileSync(home.at('ours.json'), 'utf8'));
    expect(measured).toMatchObject({ like: 'ours', load: { perSecond: 50 } });
    // It has no enrichment.
    expect(Object.keys(hops)).not.toContain('append.enriched');
  });
});
