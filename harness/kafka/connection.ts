/**
 * Where the brokers are and how one gets in: addresses, TLS, login. Everything else in this folder makes its kafkajs
 * clients here, so that all have the same patience and the same sockets.
 *
 * A client is made per use (a lane of a sender, a life of a reader), because what one of them suffers must not hold up
 * another. The defaults of kafkajs are deliberately overridden throughout: they differ under NODE_ENV=test, and they
 * take 7 to 14 seconds to say that a certificate is wrong.
 */
import { Kafka, type KafkaConfig, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import { withoutIdleTimers } from './idle-timers.ts';
import type { KafkaProblem } from './kafka-problem.ts';
import { problemOf } from './sentences.ts';
import { Sockets } from './sockets.ts';

export interface Tls {
  /** Certificates of the CAs to trust, as PEM; without any, those that Node trusts. */
  readonly caPem?: string;
  /** Our own certificate and its key, as PEM, where the broker wants one. */
  readonly certificatePem?: string;
  readonly keyPem?: string;
}

export interface Login {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly user: string;
  readonly password: string;
}

export interface ConnectionSettings {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** How the brokers' logs name us. */
  readonly clientId: string;
  readonly tls?: Tls;
  readonly login?: Login;
}

export interface ClientSettings {
  /** How long an answer may take before the request is sent again. */
  readonly requestTimeoutMs: number;
  readonly connectionTimeoutMs: number;
  readonly retry: RetryOptions;
  /** Instead of the connection's own brokers. */
  readonly brokers?: readonly string[];
}

export interface Client {
  readonly kafka: Kafka;
  readonly sockets: Sockets;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
const GROWTH = 1.5;

/** Tries again for about this long: after 50 ms, then after ever more, at most 500 ms. */
export function patience(forMs: number): Required<Omit<RetryOptions, 'restartOnFailure'>> {
  let retries = 1;
  let pauseMs = FIRST_PAUSE_MS;
  for (let waitedMs = pauseMs; waitedMs < forMs; waitedMs += pauseMs) {
    pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS);
    retries++;
  }
  return {
    initialRetryTime: FIRST_PAUSE_MS,
    multiplier: GROWTH,
    factor: 0.2,
    maxRetryTime: LONGEST_PAUSE_MS,
    retries,
  };
}

export class Connection {
  readonly brokers: readonly string[];
  private readonly settings: ConnectionSettings;

  constructor(settings: ConnectionSettings) {
    withoutIdleTimers();
    this.brokers = settings.brokers;
    this.settings = settings;
  }

  client(of: ClientSettings): Client {
    const sockets = new Sockets();
    const kafka = new Kafka({
      clientId: this.settings.clientId,
      brokers: [...(of.brokers ?? this.brokers)],
      connectionTimeout: of.connectionTimeoutMs,
      authenticationTimeout: of.requestTimeoutMs,
      requestTimeout: of.requestTimeoutMs,
      retry: of.retry,
      socketFactory: sockets.factory,
      logLevel: logLevel.NOTHING,
      ...security(this.settings),
    });
    return { kafka, sockets };
  }

  /** The problem that an error means for whoever was `doing` this. */
  problem(error: unknown, doing: string, where: string = this.brokers.join(', ')): KafkaProblem {
    return problemOf(error, { doing, where, user: this.settings.login?.user });
  }
}

function security({ tls, login }: ConnectionSettings): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls && {
      ssl: {
        ...(tls.caPem !== undefined && { ca: [tls.caPem] }),
        ...(tls.certificatePem !== undefined && { cert: tls.certificatePem }),
        ...(tls.keyPem !== undefined && { key: tls.keyPem }),
      },
    }),
    ...(login && { sasl: saslOf(login) }),
  };
}

function saslOf({ mechanism, user, password }: Login): SASLOptions {
  const who = { username: user, password };
  switch (mechanism) {
    case 'plain':
      return { mechanism, ...who };
    case 'scram-sha-256':
      return { mechanism, ...who };
    case 'scram-sha-512':
      return { mechanism, ...who };
  }
}
