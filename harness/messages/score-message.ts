/**
 * What a model says about a request: a score or an error; or that enrichment has dropped it, so that nobody will.
 *
 * It bears the key of its request, and so stands in the partition of the same number. The identity of the request goes
 * along, because a server may read a score before the request.
 */
import type { Message, StoredRecord } from '../kafka/message.ts';
import { identityHeaders, type RequestIdentity, readIdentity, wholeNumber } from './request-message.ts';

export type Score = RequestIdentity & ScoreSaid;

export type ScoreSaid =
  | { readonly kind: 'score'; readonly model: number; readonly value: number }
  | { readonly kind: 'error'; readonly model: number }
  | { readonly kind: 'dropped' };

const DROPPED = -1;

export function scoreMessage(
  request: RequestIdentity,
  said: ScoreSaid,
  key: Buffer | string | null,
  version: string,
): Message {
  const value =
    said.kind === 'score' ? { score: said.value } : { error: said.kind === 'error' ? 'failed' : 'dropped' };
  return {
    key,
    value: Buffer.from(JSON.stringify(value)),
    headers: {
      ...identityHeaders(request),
      model: String(said.kind === 'dropped' ? DROPPED : said.model),
      version,
    },
  };
}

/** Throws where the record is not ours. */
export function readScore(record: StoredRecord): Score {
  const identity = readIdentity(record);
  const { model } = record.headers;
  const index = wholeNumber(model, 'model', record);
  if (index === DROPPED) return { ...identity, kind: 'dropped' };
  const said: unknown = JSON.parse(String(record.value));
  if (typeof said === 'object' && said !== null && 'score' in said && typeof said.score === 'number')
    return { ...identity, kind: 'score', model: index, value: said.score };
  return { ...identity, kind: 'error', model: index };
}
