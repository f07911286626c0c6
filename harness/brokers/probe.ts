/**
 * Looks at a cluster as any client would: who is in the metadata, are all replicas in sync. One look, bounded, without
 * retries of the client's own, which would take ten seconds to say what is plain at once. Nothing is created or changed.
 *
 * What goes wrong is told by its cause: to kafkajs a wrong certificate, a missing password and a closed port are all
 * "connection errors".
 */
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import type { Access, Sasl } from './access.ts';
import { within } from './waiting.ts';

export interface ClusterView {
  /** Ids in the metadata, ascending. */
  readonly nodes: readonly number[];
  /** `topic-partition` of those that lack a replica in sync, or a leader. */
  readonly behind: readonly string[];
}

const CONNECTING_MS = 2_000;
const REQUEST_MS = 3_000;

/** Everything the broker at `address` knows about the cluster. Rejects with a sentence. */
export async function viewOf(address: string, access: Access, withinMs: number): Promise<ClusterView> {
  const admin = new Kafka(configuration(address, access)).admin({ retry: { retries: 0 } });
  try {
    return await within(view(admin), withinMs, `asking ${address}`);
  } catch (error) {
    throw new Error(`${address} ${meaningOf(error)}`, { cause: error });
  } finally {
    // What still hangs there must not hold up who asked.
    void admin.disconnect().catch(() => undefined);
  }
}

async function view(admin: ReturnType<Kafka['admin']>): Promise<ClusterView> {
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  const { topics } = await admin.fetchTopicMetadata();
  const partitions = topics.flatMap(({ name, partitions: list }) =>
    list.map((partition) => ({ called: `${name}-${partition.partitionId}`, ...partition })),
  );
  return {
    nodes: brokers.map((broker) => broker.nodeId).sort((a, b) => a - b),
    behind: partitions
      .filter((partition) => partition.leader < 0 || partition.isr.length < partition.replicas.length)
      .map((partition) => partition.called),
  };
}

function configuration(address: string, { tls, sasl }: Access): KafkaConfig {
  return {
    clientId: 'rendezvous-probe',
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECTING_MS,
    authenticationTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    retry: { retries: 0 },
    ...(tls && {
      ssl: {
        ...(tls.authority !== undefined && { ca: [tls.authority] }),
        ...(tls.certificate !== undefined && { cert: tls.certificate }),
        ...(tls.key && { key: tls.key.reveal() }),
      },
    }),
    ...(sasl && { sasl: credentials(sasl) }),
  };
}

/** One shape per mechanism is what kafkajs asks for. */
function credentials({ mechanism, username, password: secret }: Sasl): SASLOptions {
  const password = secret.reveal();
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}

/** Sign in what an error and its causes say → what it means. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, 'is not known: its host name has no address'],
  [/ECONNREFUSED/, 'refuses connections: nobody listens there'],
  [
    /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|CERT_UNTRUSTED/,
    'has a certificate of an authority that is not trusted here',
  ],
  [/ALTNAME/, 'has a certificate for another host name'],
  [/CERT_HAS_EXPIRED/, 'has a certificate that has expired'],
  [
    /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_REQUIRED)|certificate required|bad certificate/i,
    'asks for a client certificate',
  ],
  [/UNSUPPORTED_SASL_MECHANISM/, 'does not offer this SASL mechanism'],
  [/SASLAuthentication|SASL_AUTHENTICATION_FAILED/, 'refuses this username and password'],
  [/AUTHORIZATION_FAILED/, 'lets this user in but does not let it ask for metadata'],
  [/WRONG_VERSION_NUMBER|EPROTO|packet length too long/i, 'does not speak TLS at this port'],
  [
    /ECONNRESET|ConnectionClosed|Closed connection/,
    'closes the connection: it may want TLS or SASL, or not want it',
  ],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout|took longer/i, 'does not answer'],
];

/** What a library or a broker wrote is looked at and not passed on: nobody knows what stands in it. */
function meaningOf(error: unknown): string {
  const said = wordsOf(error);
  const meaning = MEANINGS.find(([sign]) => sign.test(said))?.[1];
  return (
    meaning ?? `cannot be asked (${error instanceof Error ? error.name : 'for no reason that is known'})`
  );
}

/** Names, types (the broker's own word), codes and messages of an error and of everything that caused it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const type = 'type' in error ? String(error.type) : '';
  const code = 'code' in error ? String(error.code) : '';
  const cause = 'cause' in error && error.cause !== undefined ? wordsOf(error.cause) : '';
  return [error.name, type, code, error.message, cause].filter((word) => word !== '').join(' ');
}
