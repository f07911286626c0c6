/**
 * From a failure to the sentence that a user reads: what failed, what was found, what to do next.
 *
 * One table for what a broker answers, one for what the network and TLS say. A failure that stands in neither is told
 * by its code alone. The texts of kafkajs are deliberately not passed on: they are written for its own developers, and
 * nobody has promised that they hold no secret.
 */
import { type Failure, failureOf, wordOf } from './failure.ts';
import { KafkaProblem, type ProblemKind } from './kafka-problem.ts';

/** What was being done, for whom and where: the first half of every sentence. */
export interface Attempt {
  /** `create the topic orders`, `read as the group heavy`. */
  readonly doing: string;
  /** `127.0.0.1:9092`, or several. */
  readonly where: string;
  /** The user who is logged in; undefined without a login. */
  readonly user: string | undefined;
  /** Whether these brokers were reached before: then an address is right, and a broker has gone away. */
  readonly wasReached: boolean;
}

type Told = readonly [kind: ProblemKind, cause: string];

const BY_BROKER: Readonly<Record<string, Told>> = {
  TOPIC_AUTHORIZATION_FAILED: [
    'forbidden',
    'WHO lacks the right on this topic: ask for READ, WRITE or CREATE',
  ],
  GROUP_AUTHORIZATION_FAILED: ['forbidden', 'WHO lacks the right on this consumer group: ask for READ'],
  CLUSTER_AUTHORIZATION_FAILED: [
    'forbidden',
    'WHO lacks this right on the cluster: ask for it (to send, WRITE on the topic is enough)',
  ],
  TOPIC_ALREADY_EXISTS: ['topicExists', 'the topic is there already: choose another prefix or delete it'],
  UNKNOWN_TOPIC_OR_PARTITION: ['noTopic', 'there is no such topic: create it first'],
  INVALID_TOPIC_EXCEPTION: [
    'refused',
    'Kafka does not allow this name: use letters, digits, ".", "_" and "-"',
  ],
  INVALID_REPLICATION_FACTOR: ['refused', 'there are fewer brokers than replicas: ask for fewer'],
  INVALID_PARTITIONS: ['refused', 'the number of partitions must be at least 1'],
  INVALID_CONFIG: ['refused', 'the broker does not accept one of the topic settings'],
  POLICY_VIOLATION: ['refused', "the cluster's policy forbids it: ask who runs the cluster"],
  MESSAGE_TOO_LARGE: ['refused', "the message is larger than the topic's max.message.bytes"],
  RECORD_LIST_TOO_LARGE: ['refused', 'the batch is larger than a segment of the log'],
  INVALID_SESSION_TIMEOUT: [
    'refused',
    'the session timeout is outside what the broker allows (group.min.session.timeout.ms, default 6 s)',
  ],
  NOT_ENOUGH_REPLICAS: ['notReady', 'fewer replicas are in sync than min.insync.replicas: a broker is away'],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: ['notReady', 'fewer replicas are in sync than min.insync.replicas'],
  LEADER_NOT_AVAILABLE: ['notReady', 'the partition has no leader: its brokers are away'],
  KAFKA_STORAGE_ERROR: [
    'storage',
    'the broker cannot write to its disk, which is full or broken: see its log',
  ],
  UNSUPPORTED_SASL_MECHANISM: [
    'login',
    'the broker does not offer this way of logging in: choose another mechanism',
  ],
};

const BY_SYSTEM: Readonly<Record<string, Told>> = {
  ECONNREFUSED: ['unreachable', 'nobody listens there: start the broker or correct the address'],
  ENOTFOUND: ['unreachable', 'the name is not known: correct the address'],
  EAI_AGAIN: ['unreachable', 'the name server does not answer: try again or give an IP address'],
  EHOSTUNREACH: ['unreachable', 'the host cannot be reached from here: look at the network'],
  ENETUNREACH: ['unreachable', 'the network cannot be reached from here: look at the network'],
  ETIMEDOUT: ['unreachable', 'the host does not answer: look at the network or correct the address'],
  ECONNRESET: ['unreachable', 'the connection was reset: does this port speak TLS, or not?'],
  EPROTO: ['tls', 'this port does not speak TLS: leave TLS out or correct the port'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls', 'this port does not speak TLS: leave TLS out or correct the port'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls', 'this port does not speak TLS: leave TLS out or correct the port'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'tls',
    "the broker's certificate is for another host: use the name that it is for",
  ],
  CERT_HAS_EXPIRED: ['tls', "the broker's certificate has expired: it needs a new one"],
  CERT_NOT_YET_VALID: ['tls', "the broker's certificate is not valid yet: compare the clocks"],
};

const GONE: Told = [
  'unreachable',
  'the broker has gone away: its log says why (a full disk, for one, stops a broker)',
];
const UNKNOWN_CA: Told = [
  'tls',
  "the broker's certificate is signed by a CA that is not known here: give that CA",
];
const UNKNOWN_CA_CODES: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const BY_KIND: Readonly<Record<string, Told>> = {
  KafkaJSSASLAuthenticationError: ['login', 'the broker refuses WHO: the user name or the password is wrong'],
  KafkaJSConnectionClosedError: [
    'unreachable',
    'the broker closed the connection at once: this port expects TLS or a login, or not the one that was given',
  ],
  KafkaJSRequestTimeoutError: ['unreachable', 'the broker does not answer: is it overloaded or stopped?'],
  KafkaJSGroupCoordinatorNotFound: [
    'forbidden',
    'no coordinator is found for this group: WHO lacks the right to READ as this group, or the cluster is not complete',
  ],
  KafkaJSBrokerNotFound: ['unreachable', 'the broker that is responsible is away'],
  KafkaJSConnectionError: [
    'unreachable',
    'no connection can be made within the time: look at address and network',
  ],
};

export function problemOf(error: unknown, attempt: Attempt): KafkaProblem {
  if (error instanceof KafkaProblem) return error;
  const failure = failureOf(error);
  const isGone = attempt.wasReached && failure.code === 'ECONNREFUSED';
  const [kind, cause] = isGone ? GONE : toldOf(failure);
  const who = attempt.user === undefined ? 'a client without login' : `the user "${attempt.user}"`;
  return new KafkaProblem(kind, `cannot ${attempt.doing} at ${attempt.where}: ${cause.replace('WHO', who)}`);
}

function toldOf(failure: Failure): Told {
  const { type, code, name } = failure;
  if (type !== undefined && BY_BROKER[type] !== undefined) return BY_BROKER[type];
  if (code !== undefined && UNKNOWN_CA_CODES.has(code)) return UNKNOWN_CA;
  if (code !== undefined && BY_SYSTEM[code] !== undefined) return BY_SYSTEM[code];
  if (code?.startsWith('ERR_SSL_') && code.includes('ALERT')) {
    return ['tls', 'the broker refuses our certificate, or wants one and got none: give certificate and key'];
  }
  const byKind = type === undefined && code === undefined ? BY_KIND[name] : undefined;
  return byKind ?? ['unknown', `Kafka says ${wordOf(failure)}`];
}
