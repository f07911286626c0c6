/**
 * What an error of kafkajs says, without its text: the broker's code, the system's code, the kind of error.
 *
 * kafkajs wraps errors in errors (`KafkaJSNumberOfRetriesExceeded` around `KafkaJSConnectionError` around a system
 * code), and puts several into one. Here the innermost one is found. This file knows no sentences; `sentences.ts` does.
 */

export interface Failure {
  /** The class of the innermost error, e.g. `KafkaJSProtocolError`. */
  readonly name: string;
  /** The broker's word for it, e.g. `TOPIC_AUTHORIZATION_FAILED`. */
  readonly type: string | undefined;
  /** The system's or the TLS library's word for it, e.g. `ECONNREFUSED`. */
  readonly code: string | undefined;
}

export function failureOf(error: unknown): Failure {
  const innermost = innermostOf(error);
  return {
    name: innermost instanceof Error ? innermost.name : 'unknown',
    type: textAt(innermost, 'type'),
    code: textAt(innermost, 'code'),
  };
}

/** One word for a log line or a fate: the most telling of what is known. */
export function wordOf(failure: Failure): string {
  return failure.type ?? failure.code ?? failure.name;
}

function innermostOf(error: unknown): unknown {
  let found = error;
  for (let depth = 0; depth < 10; depth++) {
    const within = withinOf(found);
    if (within === undefined) return found;
    found = within;
  }
  return found;
}

function withinOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors[0];
  return error.cause instanceof Error && error.cause !== error ? error.cause : undefined;
}

function textAt(error: unknown, property: 'type' | 'code'): string | undefined {
  if (!(error instanceof Error) || !(property in error)) return undefined;
  const found: unknown = Reflect.get(error, property);
  return typeof found === 'string' ? found : undefined;
}
