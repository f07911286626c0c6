/**
 * The settings of brokers that we start, the same for local processes and containers: small, quick to start, and quick to
 * notice that one of them is gone. With Kafka's own timing a killed broker stalls every acknowledged write for nine
 * seconds; with this it is one and a half to two, so that a fault of a scenario is about the fault and not about waiting.
 *
 * What is not set is left at Kafka's default.
 */
import { randomBytes } from 'node:crypto';

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** For every node of a cluster of that size, wherever it runs. */
export function sharedProperties(nodes: number): Properties {
  const copies = Math.min(3, nodes);
  const inSync = Math.min(2, nodes);
  return {
    'auto.create.topics.enable': false,
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    ...internalTopics(copies, inSync),
    // A group is complete when its members have joined, not some seconds later; and sessions may be short.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'num.network.threads': 2,
    'num.io.threads': 2,
    ...QUICK_FAIL_OVER,
  };
}

/** One partition each: a single coordinator, that a fault can be aimed at, and less to create at first use. */
function internalTopics(copies: number, inSync: number): Properties {
  return {
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
  };
}

/** Measured as a whole; the session timeout of the broker does most of it. */
const QUICK_FAIL_OVER: Properties = {
  'broker.session.timeout.ms': 1_500,
  'broker.heartbeat.interval.ms': 300,
  'replica.lag.time.max.ms': 1_500,
  'replica.fetch.wait.max.ms': 250,
  'replica.socket.timeout.ms': 1_500,
  'replica.fetch.backoff.ms': 200,
  'controller.quorum.election.timeout.ms': 500,
  'controller.quorum.fetch.timeout.ms': 1_000,
  'controller.quorum.election.backoff.max.ms': 300,
  'controller.quorum.request.timeout.ms': 1_000,
  'controller.socket.timeout.ms': 1_500,
  'leader.imbalance.check.interval.seconds': 5,
  'connection.failed.authentication.delay.ms': 0,
};

export interface LocalNode {
  readonly id: number;
  readonly clientPort: number;
  readonly controllerPort: number;
}

/** A node that is broker and controller, reachable from this machine alone. */
export function localProperties(node: LocalNode, all: readonly LocalNode[], dataFolder: string): Properties {
  const clients = `PLAINTEXT://127.0.0.1:${node.clientPort}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': all.map((each) => `${each.id}@127.0.0.1:${each.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `${clients},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': clients,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataFolder,
    ...sharedProperties(all.length),
  };
}

/** As Kafka makes them: sixteen bytes, and no dash in front, which would be taken for an option. */
export function newClusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/** The text of a .properties file. */
export function propertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join('');
}

/** A backslash and what is not Latin-1 are escaped, and a space at the beginning, which would be skipped. */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/^ /, '\\ ')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same settings as an image of Kafka reads them from its environment: `a.b` is KAFKA_A_B. */
export function propertiesEnvironment(properties: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      `KAFKA_${name.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`,
      String(value),
    ]),
  );
}
