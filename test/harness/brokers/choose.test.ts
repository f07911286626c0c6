/** Which brokers are taken, and what is said when none can be had. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { candidates, chooseCluster, describeFacts } from '../../../harness/brokers/choose.ts';
import { brokerNode, type Cluster } from '../../../harness/brokers/cluster.ts';
import { lookAtDocker } from '../../../harness/brokers/docker-engine.ts';
import { freePorts } from '../../../harness/brokers/free-ports.ts';
import { BrokersUnavailable } from '../../../harness/brokers/unavailable.ts';

const BARE = { PATH: '/nowhere', HOME: '/nowhere' };
const silent = { nodes: 1, env: BARE, say: () => undefined } as const;

describe('the choice of brokers', () => {
  test('is Docker before local processes, unless brokers are named or one is insisted on', () => {
    expect(candidates({})).toEqual(['docker', 'jvm']);
    expect(candidates({ brokers: 'b:9092' })).toEqual(['external']);
    expect(candidates({ brokers: 'b:9092', provider: 'external' })).toEqual(['external']);
    expect(candidates({ provider: 'jvm' })).toEqual(['jvm']);
    expect(candidates({ provider: 'docker' })).toEqual(['docker']);
  });

  test('refuses what cannot be meant', () => {
    expect(() => candidates({ provider: 'external' })).toThrow('needs brokers: --brokers HOST:PORT,…');
    expect(() => candidates({ provider: 'jvm', brokers: 'b:9092' })).toThrow('leave --brokers out');
  });

  test('never takes others when brokers are named and do not answer, and says at once why they do not', async () => {
    const [port] = await freePorts(1);
    await expect(chooseCluster({ brokers: `127.0.0.1:${port}` }, silent)).rejects.toThrow(
      `your brokers: cannot connect at 127.0.0.1:${port}: nobody listens there`,
    );
  });

  test('says of the provider that is insisted on what is missing and how to get it', async () => {
    const refusal = await chooseCluster({ provider: 'jvm' }, silent).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BrokersUnavailable);
    expect(String(refusal)).toMatch(
      /no Kafka brokers can be had\n {2}local JVM brokers: Java was not found\. Install Java/,
    );
  });

  test('lists every reason when none can be had', () => {
    const lacks = [
      { provider: 'docker', found: 'no container engine answers', remedy: 'Start Docker' },
      { provider: 'jvm', found: 'Java was not found', remedy: 'Install Java' },
    ] as const;
    expect(new BrokersUnavailable(...lacks).message.split('\n')).toEqual([
      'no Kafka brokers can be had',
      '  brokers in Docker: no container engine answers. Start Docker',
      '  local JVM brokers: Java was not found. Install Java',
    ]);
  });
});

test('what was chosen is said in one line', () => {
  expect(describeFacts({ provider: 'jvm', nodes: 3, kafka: '4.1.2', java: '17.0.15' })).toBe(
    '3 brokers as local Java processes (Kafka 4.1.2, Java 17.0.15)',
  );
  expect(describeFacts({ provider: 'external', nodes: 1, security: 'TLS' })).toBe('1 broker of yours (TLS)');
});

test('brokers of the user are not hurt', () => {
  const cluster: Cluster = {
    provider: 'external',
    bootstrap: ['b:9092'],
    access: {},
    facts: { provider: 'external', nodes: 1 },
    nodes: [],
    whenReady: async () => undefined,
    close: async () => undefined,
  };
  expect(() => brokerNode(cluster, 1)).toThrow('those of --brokers are not hurt');
});

test('a container engine that takes connections and never answers is left when its time is over', async () => {
  const place = mkdtempSync(join(tmpdir(), 'rendezvous-mute-'));
  const mute = createServer(() => undefined);
  const socket = join(place, 'engine.sock');
  await new Promise<void>((resolve) => mute.listen(socket, resolve));
  try {
    const env = { ...BARE, DOCKER_HOST: `unix://${socket}` };
    expect(await lookAtDocker('apache/kafka:4', env, 500)).toEqual({
      why: 'the container engine did not answer within 0.5 s',
    });
  } finally {
    mute.close();
    rmSync(place, { recursive: true, force: true });
  }
});
