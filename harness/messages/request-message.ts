/**
 * A request on the input stream: who it is stands in headers, what it says in the value, so that a malformed payload can
 * still be answered with an error.
 *
 * The value is a JSON object with the request's features, filled up with spaces to the size that the scenario draws; a
 * malformed one is the same with its last byte gone. Numbers of requests that only warm connections up are negative.
 */
import type { Draws } from '../../workload/draws.ts';
import type { Message, StoredRecord } from '../kafka/message.ts';

export interface RequestIdentity {
  /** The so-manieth of all, from 0; what everybody calls the request. */
  readonly n: number;
  /** What its draws hang on: the source, and the so-manieth of it. */
  readonly source: number;
  readonly sourceOrdinal: number;
  /** µs since zero. */
  readonly intendedUs: number;
  /** The front end that waits for the answer. */
  readonly returnTo: string;
}

export interface Request extends RequestIdentity {
  readonly isCorrupt: boolean;
}

/** What the payload of a request is, well formed or not. */
export function payloadOf(
  request: Omit<Request, 'n' | 'returnTo'>,
  features: readonly string[],
  draws: Draws,
): Buffer {
  const { source, sourceOrdinal, intendedUs, isCorrupt } = request;
  const said = Object.fromEntries(
    features.map((name, at) => [name, draws.feature(source, at, sourceOrdinal, intendedUs)]),
  );
  const bytes = draws.payloadBytes(source, sourceOrdinal);
  const value = Buffer.from(JSON.stringify(said).padEnd(bytes));
  if (!isCorrupt) return value;
  const end = value.lastIndexOf('}');
  value[end] = ' '.charCodeAt(0);
  return value;
}

export function requestMessage(request: RequestIdentity, key: string, payload: Buffer): Message {
  return { key, value: payload, headers: identityHeaders(request) };
}

/** Throws where the headers are not ours. */
export function readRequest(record: StoredRecord): Request {
  return { ...readIdentity(record), isCorrupt: !isJson(record.value) };
}

export function identityHeaders(request: RequestIdentity): Record<string, string> {
  const { n, source, sourceOrdinal, intendedUs, returnTo } = request;
  return {
    n: String(n),
    source: String(source),
    ordinal: String(sourceOrdinal),
    intendedUs: String(intendedUs),
    returnTo,
  };
}

export function readIdentity(record: StoredRecord): RequestIdentity {
  const { n, source, ordinal, intendedUs, returnTo = '' } = record.headers;
  return {
    n: wholeNumber(n, 'n', record),
    source: wholeNumber(source, 'source', record),
    sourceOrdinal: wholeNumber(ordinal, 'ordinal', record),
    intendedUs: wholeNumber(intendedUs, 'intendedUs', record),
    returnTo,
  };
}

/** The number of the request that a record is about, whatever kind of record it is. */
export function requestNumberOf(record: StoredRecord): number {
  const { n } = record.headers;
  return wholeNumber(n, 'n', record);
}

export function wholeNumber(text: string | undefined, header: string, record: StoredRecord): number {
  const number = Number(text ?? Number.NaN);
  if (Number.isSafeInteger(number)) return number;
  const { topic, partition, offset } = record;
  throw new Error(
    `record ${topic}/${partition}/${offset} has no whole number in its header ${header}, but ${text ?? 'nothing'}`,
  );
}

function isJson(value: Buffer | null): boolean {
  try {
    JSON.parse(String(value));
    return true;
  } catch {
    return false;
  }
}
