/**
 * What every cluster that we start promises, whoever provides it: one body, run against each provider.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrokerNode, Cluster, ClusterOrder } from '../../../harness/brokers/cluster.ts';
import { Topic } from './topic.ts';

export type StartCluster = (order: ClusterOrder) => Promise<Cluster>;

const FAIL_OVER_MS = 20_000;
const HEALING_MS = 60_000;

export function promisesOf(
  start: StartCluster,
  whatIsLeft: (ledger: string) => Promise<readonly string[]>,
): void {
  let place = '';
  let ledgerFile = '';
  const order = (nodes: 1 | 3): ClusterOrder => ({
    nodes,
    ledgerFile,
    env: process.env,
    say: (sentence) => process.stderr.write(`${sentence}\n`),
  });

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'rendezvous-promises-'));
    ledgerFile = join(place, 'ledger');
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  test('one broker is ready when it is handed over, and says what it is', async () => {
    const cluster = await start(order(1));
    try {
      const topic = await Topic.on(cluster);
      await topic.write();
      expect(await topic.stored()).toBe(1);
      await topic.close();
      expect(cluster.facts).toMatchObject({ provider: cluster.provider, nodes: 1 });
      expect(await cluster.nodes[0]?.state()).toBe('running');
    } finally {
      await cluster.close();
    }
    expect(await whatIsLeft(ledgerFile)).toEqual([]);
  });

  describe('of three brokers', () => {
    let cluster: Cluster;
    let topic: Topic;
    const node = (id: number): BrokerNode => {
      const found = cluster.nodes[id - 1];
      if (found === undefined) throw new Error(`there is no broker ${id}`);
      return found;
    };

    beforeAll(async () => {
      cluster = await start(order(3));
      topic = await Topic.on(cluster);
      await topic.write();
    });
    afterAll(async () => {
      await topic?.close();
      await cluster?.close();
    });

    test('each leads a share of the partitions from the start', async () => {
      expect([...(await topic.leaders())].sort()).toEqual([1, 2, 3]);
    });

    test('one that is killed is dead at once, others lead within seconds, and it comes back on its data and port', async () => {
      const victim = node(2);
      const { port } = victim;
      await victim.kill();
      expect(await victim.state()).toBe('dead');
      await topic.isLedWithout(2, FAIL_OVER_MS);
      await topic.write();
      await victim.restart();
      await cluster.whenReady(HEALING_MS);
      expect(await victim.state()).toBe('running');
      expect(node(2).port).toBe(port);
      expect(await topic.stored()).toBe(topic.acknowledged);
    });

    test('one that is paused stands still, others lead within seconds, and it goes on as the same', async () => {
      const victim = node(3);
      await victim.pause();
      expect(await victim.state()).toBe('paused');
      await topic.isLedWithout(3, FAIL_OVER_MS);
      await victim.resume();
      expect(await victim.state()).toBe('running');
      await cluster.whenReady(HEALING_MS);
      await topic.write();
      expect(await topic.stored()).toBe(topic.acknowledged);
    });

    test('one that is dead is not there to be paused, and one that runs cannot be started again', async () => {
      await expect(node(1).restart()).rejects.toThrow(
        'broker 1 is running: it can be started when it is dead',
      );
    });

    test('closing leaves nothing, in whatever state they are, and may be asked for twice', async () => {
      await node(1).kill();
      await node(3).pause();
      await topic.close();
      await Promise.all([cluster.close(), cluster.close()]);
      expect(await node(3).state()).toBe('dead');
      expect(await whatIsLeft(ledgerFile)).toEqual([]);
    });
  });
}

/** What a ledger has ever said was there. */
export function everThere(ledgerFile: string): readonly Record<string, unknown>[] {
  if (!existsSync(ledgerFile)) return [];
  return readFileSync(ledgerFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"there":'))
    .map((line) => JSON.parse(line).there);
}
