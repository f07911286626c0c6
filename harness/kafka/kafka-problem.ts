/**
 * Something about Kafka that the user can mend: no broker, a wrong password, a missing right, a full disk.
 *
 * It is one sentence that names what failed, what was found and what to do, and it is told without a stack trace; a
 * live run that meets one ends with status 5. Secrets never get into it: sentences are made from the kind of an error
 * and from names that we were given ourselves, never from the text that a library or a broker wrote.
 */

export type ProblemKind =
  | 'unreachable'
  | 'tls'
  | 'login'
  | 'forbidden'
  | 'topicExists'
  | 'noTopic'
  | 'notReady'
  | 'refused'
  | 'storage'
  | 'unknown';

export class KafkaProblem extends Error {
  override readonly name = 'KafkaProblem';
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}
