/** What is sent and what is read, in our own words: whoever uses this folder sees no type of kafkajs. */

export interface Message {
  /** null: no key. */
  readonly key: Buffer | string | null;
  readonly value: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredRecord {
  readonly topic: string;
  readonly partition: number;
  /** Its place in the partition, a whole number below 2^53. */
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** When it was produced, by the producer's clock, in milliseconds since 1970. */
  readonly timestampMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Fetched {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

export function storedRecord(topic: string, partition: number, fetched: Fetched): StoredRecord {
  return {
    topic,
    partition,
    offset: Number(fetched.offset),
    key: fetched.key,
    value: fetched.value,
    timestampMs: Number(fetched.timestamp),
    headers: headersOf(fetched.headers),
  };
}

/** Of a header that stands there several times, the last one counts. */
function headersOf(headers: Fetched['headers']): Readonly<Record<string, string>> {
  if (headers === undefined) return NO_HEADERS;
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const found = headers[name];
    texts[name] = String(Array.isArray(found) ? found.at(-1) : (found ?? ''));
  }
  return texts;
}
