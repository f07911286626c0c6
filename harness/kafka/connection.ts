/**
 * Where the brokers are and how one gets in: addresses, TLS, login. Everything else in this folder makes its kafkajs
 * clients here, so that all have the same patience and the same sockets.
 *
 * A client is made per use (a lane of a sender, a life of a reader), because what one of them suffers must not hold up
 * another. The defaults of kafkajs are deliberately overridden throughout: they differ under NODE_ENV=test, and they
 * take 7 to 14 seconds to say that a certificate is wrong.
 *
 * kafkajs begins with the first address that it is given, and asks a stopped broker there again and again: only a
 * refused connection sends it to the next one. So every client begins with another address, and one that does not get
 * through soon is given up for a new one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, type KafkaConfig, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import { keptWithin } from '../waiting.ts';
import type { Access, Sasl } from './access.ts';
import { withoutIdleTimers } from './idle-timers.ts';
import { KafkaProblem, type ProblemKind } from './kafka-problem.ts';
import { problemOf } from './sentences.ts';
import { Sockets } from './sockets.ts';
import { watchForStandstill } from './standstill.ts';
import { withoutStrayFetchers } from './stray-fetchers.ts';

export interface ConnectionSettings {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** How the brokers' logs name us. */
  readonly clientId: string;
  /** Nothing at all for brokers that let everybody in. */
  readonly access?: Access;
  /** `host:port` of a wire, through which every broker is reached; without it the way is the direct one. */
  readonly via?: string;
}

export interface ClientSettings {
  /** How long an answer may take before the request is sent again. */
  readonly requestTimeoutMs: number;
  readonly connectionTimeoutMs: number;
  readonly retry: RetryOptions;
  /** Instead of the connection's own brokers. */
  readonly brokers?: readonly string[];
}

/** A producer, consumer, admin or cluster of kafkajs that is connected. */
export interface Connected<T> {
  readonly it: T;
  readonly sockets: Sockets;
}

export interface Client {
  readonly kafka: Kafka;
  readonly sockets: Sockets;
}

/** One try to connect, from the first packet to the login. */
const TRY_MS = 2_000;
const TRY_AGAIN_MS = 100;
/** No second try mends these. */
const FINAL: ReadonlySet<ProblemKind> = new Set(['login', 'tls', 'forbidden']);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
const GROWTH = 1.5;

interface Connecting {
  connect(): Promise<void>;
}

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
  private clients = 0;
  private wasReached = false;

  constructor(settings: ConnectionSettings) {
    withoutIdleTimers();
    withoutStrayFetchers();
    watchForStandstill();
    this.brokers = settings.brokers;
    this.settings = settings;
  }

  client(of: ClientSettings): Client {
    const sockets = new Sockets(this.settings.via);
    const kafka = new Kafka({
      clientId: this.settings.clientId,
      brokers: rotated(of.brokers ?? this.brokers, this.clients++),
      connectionTimeout: of.connectionTimeoutMs,
      authenticationTimeout: of.requestTimeoutMs,
      requestTimeout: of.requestTimeoutMs,
      retry: of.retry,
      socketFactory: sockets.factory,
      logLevel: logLevel.NOTHING,
      ...security(this.settings.access ?? {}),
    });
    return { kafka, sockets };
  }

  /** Connects what is made of a client, by ever new clients, for as long as this; throws a KafkaProblem. */
  async connected<T extends Connecting>(
    of: ClientSettings,
    doing: string,
    withinMs: number,
    make: (kafka: Kafka) => T,
  ): Promise<Connected<T>> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const found = await this.tryToConnect(of, doing, make);
      if (!(found instanceof KafkaProblem)) return found;
      if (FINAL.has(found.kind) || performance.now() > deadlineMs) throw found;
      await pause(TRY_AGAIN_MS);
    }
  }

  /** The problem that an error means for whoever was `doing` this. */
  problem(error: unknown, doing: string, where: string = this.brokers.join(', ')): KafkaProblem {
    return problemOf(error, {
      doing,
      where,
      user: this.settings.access?.sasl?.username,
      wasReached: this.wasReached,
    });
  }

  private silence(doing: string): KafkaProblem {
    const where = this.brokers.join(', ');
    return new KafkaProblem(
      'unreachable',
      `cannot ${doing} at ${where}: no answer within ${TRY_MS / 1_000} s`,
    );
  }

  private async tryToConnect<T extends Connecting>(
    of: ClientSettings,
    doing: string,
    make: (kafka: Kafka) => T,
  ): Promise<Connected<T> | KafkaProblem> {
    const { kafka, sockets } = this.client(of);
    const it = make(kafka);
    try {
      if (await keptWithin(it.connect(), TRY_MS)) {
        this.wasReached = true;
        return { it, sockets };
      }
      sockets.cut();
      // kafkajs tries on by itself and does not say why.
      return sockets.lastError === undefined ? this.silence(doing) : this.problem(sockets.lastError, doing);
    } catch (error) {
      sockets.cut();
      return this.problem(error, doing);
    }
  }
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % Math.max(1, list.length);
  return [...list.slice(at), ...list.slice(0, at)];
}

function security({ tls, sasl }: Access): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
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
