/** The answer on its way back: what was decided, on whose word, and to which front end it goes. */
import type { Decision } from '../../rendezvous/policy.ts';
import type { Message, StoredRecord } from '../kafka/message.ts';
import { wholeNumber } from './request-message.ts';

export interface AnswerSaid {
  readonly n: number;
  readonly returnTo: string;
  /** A model's index, ANSWER_DEFAULT or ANSWER_COMBINED. */
  readonly decision: Decision;
  /** What the caller gets: a model's score, a combined value, or the scenario's default. */
  readonly value: unknown;
}

export function answerMessage(answer: AnswerSaid, key: Buffer | string | null): Message {
  return {
    key,
    value: Buffer.from(JSON.stringify({ value: answer.value ?? null })),
    headers: { n: String(answer.n), returnTo: answer.returnTo, decision: String(answer.decision) },
  };
}

/** Throws where the record is not ours. */
export function readAnswer(record: StoredRecord): Omit<AnswerSaid, 'value'> {
  const { n, returnTo = '', decision } = record.headers;
  return {
    n: wholeNumber(n, 'n', record),
    returnTo,
    decision: wholeNumber(decision, 'decision', record),
  };
}
