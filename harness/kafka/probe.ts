/**
 * The first contact: can these brokers be used at all? Says so within seconds, in one sentence, before anything else
 * is started.
 *
 * With its usual retries, kafkajs takes up to 14 seconds to say that a certificate is wrong, and says it as "connection
 * error". So every address is tried once, without a retry, on a client of its own. Then the addresses that the cluster
 * names itself are tried as well: a broker in a container often tells others an address that leads nowhere.
 */
import { keptWithin } from './bounded.ts';
import type { Connection } from './connection.ts';
import { KafkaProblem } from './kafka-problem.ts';

const ANSWER_WITHIN_MS = 3_000;
const BOUND_MS = 8_000;

/** The addresses under which the cluster's brokers say they can be reached; throws a KafkaProblem. */
export async function probe(connection: Connection): Promise<readonly string[]> {
  const tries = await Promise.all(connection.brokers.map((broker) => contact(connection, broker)));
  const reached = tries.find((found) => !(found instanceof KafkaProblem));
  if (reached === undefined || reached instanceof KafkaProblem) throw gravest(tries);
  const others = reached.filter((address) => !connection.brokers.includes(address));
  for (const found of await Promise.all(others.map((address) => contact(connection, address)))) {
    if (found instanceof KafkaProblem) throw misadvertised(found, connection);
  }
  return reached;
}

async function contact(connection: Connection, broker: string): Promise<readonly string[] | KafkaProblem> {
  const client = connection.client({
    brokers: [broker],
    requestTimeoutMs: ANSWER_WITHIN_MS,
    connectionTimeoutMs: ANSWER_WITHIN_MS,
    retry: { retries: 0, initialRetryTime: 50, maxRetryTime: 50, factor: 0, multiplier: 1 },
  });
  const admin = client.kafka.admin();
  const addresses: string[] = [];
  const asked = admin
    .connect()
    .then(() => admin.describeCluster())
    .then(({ brokers }) => addresses.push(...brokers.map(({ host, port }) => `${host}:${port}`)));
  try {
    if (await keptWithin(asked, BOUND_MS)) return addresses;
    return new KafkaProblem(
      'unreachable',
      `cannot connect at ${broker}: no answer within ${BOUND_MS / 1_000} s`,
    );
  } catch (error) {
    return connection.problem(error, 'connect', broker);
  } finally {
    client.sockets.cut();
  }
}

/** Of several addresses that all fail, the one that got furthest tells most. */
function gravest(tries: readonly (readonly string[] | KafkaProblem)[]): KafkaProblem {
  const problems = tries.filter((found) => found instanceof KafkaProblem);
  const order = ['login', 'forbidden', 'tls', 'refused', 'unknown', 'unreachable'];
  const [first] = problems.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return (
    first ??
    new KafkaProblem('unreachable', 'cannot connect: no broker is named, give host:port of at least one')
  );
}

function misadvertised(found: KafkaProblem, connection: Connection): KafkaProblem {
  const from = connection.brokers.join(', ');
  return new KafkaProblem(
    found.kind,
    `${found.message} (${from} names this address: set the broker's advertised.listeners)`,
  );
}
