/** The processes of a run by themselves, without anybody who conducts them, on one broker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Cluster } from '../../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { Connection } from '../../../harness/kafka/connection.ts';
import { Topics } from '../../../harness/kafka/topics.ts';
import { OBSERVED } from '../../../harness/observations/observation.ts';
import { type Role, rolesOf } from '../../../harness/roles/role.ts';
import { topicsOf } from '../../../harness/roles/streams.ts';
import { ANSWER_DEFAULT } from '../../../rendezvous/policy.ts';
import type { ScenarioInput } from '../../../scenarios/input-schema.ts';
import { loadScenario } from '../../../scenarios/load.ts';
import { describeOn } from '../brokers/providers.ts';
import { until } from '../until.ts';
import { Troupe } from './troupe.ts';

const SOON_MS = 30_000;

const SCENARIO: ScenarioInput = {
  version: 1,
  name: 'roles',
  seed: 5,
  duration: '3s',
  traffic: { callers: { arrivals: { rate: '50/s', spacing: 'regular' }, payload: '200B' } },
  models: {
    heavy: { role: 'primary', serviceTime: '5ms', concurrency: 4 },
    light: { role: 'backstop', serviceTime: '2ms', concurrency: 4 },
    decoy: { role: 'decoy', archive: { every: 5, atMost: '100ms' } },
  },
  streams: { partitions: 2, sessionTimeout: '1s', heartbeat: '300ms' },
  rendezvous: {
    deadline: '1s',
    returnBudget: '200ms',
    policy: { priority: { order: ['heavy', 'light'] } },
    default: { value: 0 },
  },
};
const REQUESTS = 150;

await describeOn('jvm', 'the roles of a run', () => {
  let cluster: Cluster;
  let folder: string;
  let topics: Topics;
  let troupe: Troupe;
  let roles: readonly Role[];

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
  });
  beforeEach(async ({ task }) => {
    folder = mkdtempSync(join(tmpdir(), 'rendezvous-roles-'));
    const file = join(folder, 'roles.json');
    writeFileSync(file, JSON.stringify(SCENARIO));
    const [run] = (await loadScenario(file)).runs;
    if (run === undefined) throw new Error('the scenario does not load');
    const prefix = `roles-${task.id.replaceAll(/\W/g, '')}`;
    const { bootstrap: brokers } = cluster;
    topics = await Topics.open(new Connection({ brokers, clientId: 'test' }), prefix);
    const { partitions, replication } = run.scenario.streams;
    await topics.create(
      topicsOf(run.scenario).map((name) => ({ name, partitions, replication })),
      SOON_MS,
    );
    roles = rolesOf(run.scenario);
    troupe = new Troupe({
      prefix,
      scenario: { file, set: [], matrixIndex: 0, seed: run.scenario.seed, sha256: run.sha256 },
      warmupUs: 0,
      brokers,
      access: {},
      accessFolder: '.',
      folder,
    });
  });
  afterEach(async () => {
    await troupe?.stop();
    await topics?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => cluster?.close());

  function roleCalled(name: string): Role {
    const found = roles.find((role) => role.name === name);
    if (found === undefined) throw new Error(`there is no role ${name}`);
    return found;
  }

  function numbers(role: string, kind: (typeof OBSERVED)[keyof typeof OBSERVED]): number[] {
    return troupe.rows(roleCalled(role), kind).map(({ n }) => n);
  }

  async function untilAnswered(): Promise<void> {
    await until(
      'all are launched and answered',
      () => troupe.progress?.isDone === true && troupe.progress.open === 0,
      SOON_MS,
    );
  }

  const all = Array.from({ length: REQUESTS }, (_, n) => n);

  test('take every request from its caller to its answer, each once and in time', async () => {
    await troupe.start(roles);
    troupe.go();
    await untilAnswered();
    await until(
      'the archive is full',
      () => numbers('decoy-0', OBSERVED.archived).length === REQUESTS,
      SOON_MS,
    );
    expect(await troupe.stop()).toEqual([]);
    expect(numbers('frontend', OBSERVED.launched)).toEqual(all);
    for (const model of ['heavy-0', 'light-0']) {
      for (const kind of [OBSERVED.read, OBSERVED.started, OBSERVED.ended, OBSERVED.acknowledged])
        expect(numbers(model, kind).toSorted((x, y) => x - y)).toEqual(all);
    }
    const decided = troupe.rows(roleCalled('rendezvous-0'), OBSERVED.decided);
    expect(decided.map(({ n }) => n).toSorted((x, y) => x - y)).toEqual(all);
    expect(decided.filter(({ a }) => a === ANSWER_DEFAULT)).toEqual([]);
    expect(numbers('frontend', OBSERVED.answerRead).toSorted((x, y) => x - y)).toEqual(all);
    expect(await topics.commits(`${topics.prefix}.decoy`, 'input')).toEqual(
      (await topics.extents('input')).map(({ end }) => end),
    );
  });

  test('lose nothing and answer nothing twice when a server is killed and comes back', async () => {
    await troupe.start(roles);
    troupe.go();
    const server = roleCalled('rendezvous-0');
    await until('some are decided', () => troupe.rows(server, OBSERVED.decided).length > 40, SOON_MS);
    await troupe.kill(server);
    await troupe.restart(server);
    await untilAnswered();
    await troupe.stop();
    const answers = troupe.rows(roleCalled('frontend'), OBSERVED.answerRead);
    expect(answers.map(({ n }) => n).toSorted((x, y) => x - y)).toEqual(all);
  });
});
