/**
 * Brokers that cannot be had: told in sentences, each with what was found and how to get what is missing. It is a fact
 * about the environment and no defect, so the command ends with status 5 and shows no stack trace.
 *
 * What Kafka itself has to say is a `KafkaProblem`; where that is why brokers cannot be had, its sentence is what was
 * found. Once a run has its brokers, a `KafkaProblem` speaks for itself, with the same status.
 */
import type { BrokerProvider } from './cluster.ts';

/** Why one provider cannot serve. */
export interface Lack {
  readonly provider: BrokerProvider;
  /** What was found instead of what is needed. */
  readonly found: string;
  /** What the user can do about it. */
  readonly remedy: string;
}

export class BrokersUnavailable extends Error {
  override readonly name = 'BrokersUnavailable';
  readonly lacks: readonly Lack[];

  constructor(...lacks: readonly Lack[]) {
    super(sentenceOf(lacks));
    this.lacks = lacks;
  }
}

const CALLED: Readonly<Record<BrokerProvider, string>> = {
  external: 'your brokers',
  docker: 'brokers in Docker',
  jvm: 'local JVM brokers',
};

function sentenceOf(lacks: readonly Lack[]): string {
  const reasons = lacks.map((lack) => `  ${CALLED[lack.provider]}: ${lack.found}. ${lack.remedy}`);
  return ['no Kafka brokers can be had', ...reasons].join('\n');
}

/** Any other failure to start is told as the lack it amounts to. */
export function lackOf(provider: BrokerProvider, error: unknown): Lack {
  if (error instanceof BrokersUnavailable) {
    const own = error.lacks.find((lack) => lack.provider === provider);
    if (own !== undefined) return own;
  }
  return {
    provider,
    found: `they did not start: ${error instanceof Error ? error.message : String(error)}`,
    remedy: '`rendezvous doctor` says what is there and what is missing',
  };
}
