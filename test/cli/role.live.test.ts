/**
 * A run whose roles are spread over machines: `run --remote` here, `rendezvous role` in network namespaces that share
 * nothing with it but a broker's address.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePorts } from '../../harness/brokers/free-ports.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { type SingleBroker, startSingleBroker } from '../harness/brokers/single-broker.ts';
import { ForeignTopic } from '../harness/conduct/foreign-topic.ts';
import { otherwiseInvalid } from '../harness/conduct/invalid.ts';
import {
  hostAddress,
  type Namespace,
  newNamespace,
  reasonAgainstNamespaces,
} from '../harness/remote/namespaces.ts';
import { type LiveCommand, LiveHome } from './live-command.ts';
import { liveScenario } from './live-scenario.ts';
import { writeScenario } from './tiny-scenarios.ts';

const SPREAD = liveScenario('spread', 11, ['timely: { measure: timeliness, atLeast: 80% }']);

/** What either set plays. */
const SETS = [
  ['heavy-0', 'light-0', 'rendezvous-0'],
  ['heavy-1', 'decoy-0'],
] as const;

const why = reasonAgainstNamespaces();
if (why !== undefined) process.stderr.write(`skipped: roles on other machines: ${why}\n`);

await describeOn('jvm', 'roles on other machines', () => {
  let broker: SingleBroker;
  let address = '';
  let machines: readonly Namespace[] = [];
  let here: LiveHome;
  let there: readonly LiveHome[];

  beforeAll(async () => {
    machines = why === undefined ? SETS.map((_, nth) => newNamespace(nth)) : [];
    const [port = 0] = await freePorts(1);
    address = `${machines.length > 0 ? hostAddress() : '127.0.0.1'}:${port}`;
    broker = await startSingleBroker({
      listeners: [`LAN://${address}`],
      properties: {
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LAN:PLAINTEXT',
      },
    });
  });
  afterAll(async () => {
    await broker?.close();
    for (const machine of machines) machine.close();
  });
  beforeEach(() => {
    here = new LiveHome();
    there = SETS.map(() => new LiveHome());
    for (const home of [here, ...there]) writeScenario(home.folder, 'spread.yaml', SPREAD);
  });
  afterEach(() => {
    for (const home of [here, ...there]) home.close();
  });

  function conduct(...words: readonly string[]): LiveCommand {
    const where = ['--on', 'kafka', '--brokers', address, '--report', 'none', '--out', 'out'];
    return here.start('run', 'spread.yaml', ...where, ...words);
  }

  async function prefixOf(run: LiveCommand): Promise<string> {
    await run.until('it says what to type', () => /--run \S+/.test(run.stderr));
    return /--run (\S+)/.exec(run.stderr)?.[1] ?? '';
  }

  function play(set: number, role: string, run: string): LiveCommand {
    const words = ['role', role, '--run', run, '--brokers', address, '--scenario', 'spread.yaml'];
    return (there[set] ?? here).startWithin(machines[set]?.within ?? [], ...words);
  }

  describe('in two networks of their own', { skip: why !== undefined }, () => {
    test('play a run in which everything is accounted for, and leave nothing behind anywhere', async () => {
      const run = conduct('--remote', SETS.flat().join(','));
      const prefix = await prefixOf(run);
      const players = SETS.flatMap((roles, set) => roles.map((role) => play(set, role, prefix)));
      await run.until('all have joined', () => here.observed('frontend') > 0);
      expect(here.roles()).toBe(1);
      expect(there.map((home) => home.roles())).toEqual(SETS.map(({ length }) => length));
      expect([0, 3], run.stderr).toContain(await run.ended());
      for (const player of players) expect(await player.ended(), player.stderr).toBe(0);
      const result = here.result('out');
      expect(otherwiseInvalid(result)).toEqual([]);
      expect(result).toMatchObject({ complete: true, live: { accountedFor: 1, lost: 0 } });
      expect(result.decoys.decoy).toMatchObject({ verdict: 'complete', coverage: 1 });
      expect(result.outcomes.preferred + result.outcomes.lesser).toBeGreaterThan(0);
      expect(result.live?.clocks.boundMs).toBeGreaterThan(0);
      expect(result.live?.clocks.boundMs).toBeLessThan(100);
      for (const home of [here, ...there]) expect(home.remains()).toEqual([]);
      const foreign = await ForeignTopic.at(address);
      expect(await foreign.others()).toEqual([]);
      await foreign.close();
    });

    test('take nothing that they have observed with them when one is killed, and the run says who', async () => {
      const run = conduct('--remote', 'heavy-0', '--set', 'duration=60s');
      const player = play(0, 'heavy-0', await prefixOf(run));
      await run.until('requests are served', () => here.observed('heavy-0') > 200);
      there[0]?.killRoles();
      expect(await run.ended(), run.stderr).toBe(3);
      expect(await player.ended(), player.stderr).toBe(5);
      expect(player.stderr).toContain('heavy-0 ended by SIGKILL');
      const result = here.result('out');
      expect(otherwiseInvalid(result)).toEqual(['heavy-0 ended by SIGKILL, and no fault had ended it']);
      expect(result).toMatchObject({ verdict: 'invalid', complete: false, live: { lost: 0 } });
    });

    test('whose machine is gone with all that it knew make the run invalid, which says so', async () => {
      const run = conduct('--remote', 'light-0', '--set', 'duration=60s');
      const player = play(0, 'light-0', await prefixOf(run));
      await run.until('requests are served', () => here.observed('light-0') > 200);
      await player.end('SIGKILL');
      expect(await run.ended(60_000), run.stderr).toBe(3);
      const result = here.result('out');
      expect(result).toMatchObject({ verdict: 'invalid', complete: false });
      expect(otherwiseInvalid(result).join(' ')).toContain('nothing has been heard of its machine for 15 s');
      expect(there[0]?.roles()).toBe(0);
    });
  });

  test('that have another scenario are refused on both sides, in a sentence', async () => {
    const run = conduct('--remote', 'heavy-0');
    writeScenario(there[0]?.folder ?? '', 'spread.yaml', SPREAD.replace('60/s', '61/s'));
    const player = play(0, 'heavy-0', await prefixOf(run));
    expect(await player.ended(), player.stderr).toBe(5);
    expect(player.stderr).toContain('does not hold the scenario of this run');
    expect(await run.ended(), run.stderr).toBe(5);
    expect(run.stderr).toContain('does not hold the scenario of this run');
    expect(`${run.stderr}${player.stderr}`).not.toMatch(/^\s+at /m);
  });

  test('for which there is no run are told so, with status 5', async () => {
    const player = play(0, 'heavy-0', 'rendezvous-nowhere-0');
    expect(await player.ended(), player.stderr).toBe(5);
    expect(player.stderr).toContain('there is no such run');
    expect(player.stderr).not.toMatch(/^\s+at /m);
  });

  test('that are interrupted while they are waited for leave nothing behind', async () => {
    const run = conduct('--remote', 'heavy-0');
    await prefixOf(run);
    const { status, tookMs } = await run.end('SIGINT');
    expect(status, run.stderr).toBe(130);
    expect(tookMs).toBeLessThan(5_000);
    expect(here.remains()).toEqual([]);
  });
});
