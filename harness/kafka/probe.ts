/**
 * The first contact: can these brokers be used at all? Says so within seconds, in one sentence, before anything else
 * is started.
 *
 * Every address is looked at by itself. Then the addresses that the cluster names itself are looked at as well: a broker
 * in a container often tells others an address that leads nowhere.
 */
import type { Connection } from './connection.ts';
import { KafkaProblem } from './kafka-problem.ts';
import { brokersSeenAt, type SeenBroker } from './look.ts';

const LOOKING_MS = 8_000;

/** The addresses under which the cluster's brokers say they can be reached; throws a KafkaProblem. */
export async function probe(connection: Connection): Promise<readonly string[]> {
  const tries = await Promise.all(connection.brokers.map((broker) => contact(connection, broker)));
  const reached = tries.find((found) => !(found instanceof KafkaProblem));
  if (reached === undefined || reached instanceof KafkaProblem) throw gravest(tries);
  const addresses = reached.map(({ address }) => address);
  const others = addresses.filter((address) => !connection.brokers.includes(address));
  for (const found of await Promise.all(others.map((address) => contact(connection, address)))) {
    if (found instanceof KafkaProblem) throw misadvertised(found, connection);
  }
  return addresses;
}

async function contact(
  connection: Connection,
  broker: string,
): Promise<readonly SeenBroker[] | KafkaProblem> {
  try {
    return await brokersSeenAt(connection, broker, LOOKING_MS);
  } catch (error) {
    if (error instanceof KafkaProblem) return error;
    throw error;
  }
}

/** Of several addresses that all fail, the one that got furthest tells most. */
function gravest(tries: readonly (readonly SeenBroker[] | KafkaProblem)[]): KafkaProblem {
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
