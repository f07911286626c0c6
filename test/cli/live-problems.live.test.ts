/**
 * What a user can get wrong about brokers, and what can be wrong with these, as `rendezvous run` tells it: in a sentence,
 * with status 5, soon, and with nothing left behind.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../harness/kafka/connection.ts';
import { Topics } from '../../harness/kafka/topics.ts';
import { ALICE, type GuardedBroker, startGuardedBroker } from '../harness/brokers/guarded-broker.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { startSingleBroker } from '../harness/brokers/single-broker.ts';
import { LiveHome } from './live-command.ts';
import { tinyScenario, writeScenario } from './tiny-scenarios.ts';

const TOLD_WITHIN_MS = 30_000;
const WRONG = 'not-the-secret';
const DECOYS = 25;

const LOGIN = {
  RENDEZVOUS_SASL_MECHANISM: 'plain',
  RENDEZVOUS_SASL_USERNAME: ALICE.username,
  RENDEZVOUS_SASL_PASSWORD: ALICE.password,
};

interface Mistake {
  readonly at: (broker: GuardedBroker) => string;
  readonly env: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly first?: (broker: GuardedBroker) => Promise<void>;
}

/** Kafka lets nobody in here whom it does not know, and alice may do nothing. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a wrong password': {
    at: ({ at }) => at.LOGIN,
    env: { ...LOGIN, RENDEZVOUS_SASL_PASSWORD: WRONG },
    says: /the broker refuses the user "alice": the user name or the password is wrong/,
  },
  'no login where one is wanted': {
    at: ({ at }) => at.LOGIN,
    env: {},
    says: /this port expects TLS or a login|the connection was reset/,
  },
  'an authority that is not known': {
    at: ({ at }) => at.TLS,
    env: { RENDEZVOUS_TLS: '1' },
    says: /certificate is signed by a CA that is not known here: give that CA/,
  },
  'no right to make topics': {
    at: ({ at }) => at.LOGIN,
    env: LOGIN,
    says: /cannot create the topic rendezvous-tiny-\w+\.input .*the user "alice" lacks/,
  },
  'no right on the groups of the run': {
    at: ({ at }) => at.LOGIN,
    env: LOGIN,
    says: /the user "alice" lacks the right .*(READ as this group|consumer group)/,
    first: async ({ allow }) => {
      for (const operation of ['create', 'read', 'write', 'delete'] as const)
        await allow('topic', 'rendezvous-', operation, 'prefixed');
    },
  },
};

await describeOn(
  'jvm',
  'a run on Kafka says in a sentence, and ends with status 5',
  () => {
    let broker: GuardedBroker;
    let home: LiveHome;

    beforeAll(async () => {
      broker = await startGuardedBroker();
    });
    afterAll(async () => broker?.close());
    afterEach(() => home.close());

    function scenario(more = ''): string {
      return writeScenario(home.folder, 'tiny.yaml', `name: tiny\n${tinyScenario('', more)}`);
    }

    async function told(address: string, ...words: readonly string[]): Promise<string> {
      const fromMs = performance.now();
      const where = ['--on', 'kafka', '--brokers', address, '--report', 'none', '--out', 'out'];
      const { status, stderr, stdout } = await home.run('run', 'tiny.yaml', ...where, ...words);
      expect(status, `${stdout}\n${stderr}`).toBe(5);
      expect(performance.now() - fromMs, stderr).toBeLessThan(TOLD_WITHIN_MS);
      expectSentences(stderr);
      expect(home.remains()).toEqual([]);
      return stderr;
    }

    test.each(Object.entries(MISTAKES))('that there is %s', async (_, { at, env, says, first }) => {
      home = new LiveHome(env);
      scenario();
      await first?.(broker);
      expect(await told(at(broker))).toMatch(says);
    });

    test('that nobody listens there', async () => {
      home = new LiveHome();
      scenario();
      expect(await told('127.0.0.1:1')).toContain('nobody listens there: start the broker or correct');
    });

    test('that a topic of its prefix is there already', async () => {
      home = new LiveHome();
      // Topics are made one by one: of so many, the last is made a while after the prefix is known.
      const decoys = Array.from({ length: DECOYS }, (_, at) => `  d${at}: { role: decoy }`);
      const text = tinyScenario('').replace(
        'models: { only: { role: primary, concurrency: 4, serviceTime: 5ms } }',
        `models:\n  only: { role: primary, serviceTime: 5ms }\n${decoys.join('\n')}`,
      );
      writeScenario(home.folder, 'tiny.yaml', `name: tiny\n${text}`);
      const connection = new Connection({ brokers: [broker.at.OPEN], clientId: 'somebody' });
      const words = ['--on', 'kafka', '--brokers', broker.at.OPEN, '--out', 'out'];
      const command = home.start('run', 'tiny.yaml', ...words);
      await command.until('it has a prefix', () => home.prefix() !== '', 20_000);
      const topics = await Topics.open(connection, home.prefix());
      await topics.create([{ name: `archive.d${DECOYS - 1}`, partitions: 1, replication: 1 }], 5_000);
      expect(await command.ended(), command.stderr).toBe(5);
      expect(command.stderr).toMatch(/cannot create the topic \S+archive\.d24: it is there already/);
      expectSentences(command.stderr);
      await topics.close();
    });
  },
  ['openssl'],
);

const whyNoDisk = reasonAgainstDisks();
if (whyNoDisk !== undefined) process.stderr.write(`skipped: a broker whose disk is full: ${whyNoDisk}\n`);

await describeOn('jvm', 'a broker whose disk is full', () => {
  const disk = mkdtempSync(join(tmpdir(), 'rendezvous-disk-'));
  const home = new LiveHome();

  beforeAll(() => {
    if (whyNoDisk === undefined) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', disk]);
  });
  afterAll(() => {
    home.close();
    if (whyNoDisk === undefined) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  test.skipIf(whyNoDisk !== undefined)('ends the run, which says what may have happened', async () => {
    const broker = await startSingleBroker({ properties: { 'log.dirs': join(disk, 'data') } });
    try {
      const text = tinyScenario('').replace('spacing: regular }', 'spacing: regular }, payload: 100KB');
      writeScenario(home.folder, 'tiny.yaml', text.replace('duration: 10s', 'duration: 10m'));
      const words = ['--on', 'kafka', '--brokers', broker.address, '--report', 'none', '--out', 'out'];
      const { status, stderr } = await home.run('run', 'tiny.yaml', ...words);
      expect(status, stderr).toBe(5);
      expect(stderr).toMatch(/its brokers are gone for \d+ s: .*the broker has gone away.*full disk/);
      expectSentences(stderr);
      expect(await broker.isAlive()).toBe(false);
      // The topics are still on the broker that is not there; they stay on the list.
      expect(home.remains().filter((what) => !what.startsWith('list'))).toEqual([]);
    } finally {
      await broker.close();
    }
  });
});

/** Why no small disk can be made here; undefined where one can. */
function reasonAgainstDisks(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'rendezvous-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    writeFileSync(join(place, 'probe'), '');
    execFileSync('umount', [place]);
    return undefined;
  } catch {
    return 'a small disk cannot be mounted here, which takes root';
  } finally {
    rmSync(place, { recursive: true });
  }
}

function expectSentences(text: string): void {
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toMatch(/kafkajs|KafkaJS|undefined|defect/);
  expect(text).not.toContain(WRONG);
  expect(text).not.toContain(ALICE.password);
}
