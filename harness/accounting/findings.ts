/**
 * What makes a run invalid, counted by kind: each kind becomes one sentence that says what, where, how many, and the
 * first few requests.
 */
import type { RequestBook } from './request-book.ts';

const SENTENCES = {
  lost: ['record was acknowledged and is not in', 'records were acknowledged and are not in'],
  failed: ['record was told as failed and is in', 'records were told as failed and are in'],
  foreign: [
    'record stands that nobody of this run sent, in',
    'records stand that nobody of this run sent, in',
  ],
  doubled: [
    'record stands there although it was not sent so often, in',
    'records stand there although they were not sent so often, in',
  ],
  misplaced: [
    'record is not where its request belongs or is not its own (partition, key, source), in',
    'records are not where their requests belong or are not their own (partition, key, source), in',
  ],
  changed: ['record has other bytes than were sent, in', 'records have other bytes than were sent, in'],
  ghost: [
    'read is told of a record that is not there, by',
    'reads are told of records that are not there, by',
  ],
  unscheduled: [
    'observation is of a request that the schedule does not have, by',
    'observations are of requests that the schedule does not have, by',
  ],
  unlaunched: ['request was never sent, by', 'requests were never sent, by'],
  oversent: [
    'request was sent more often than its caller asked, by',
    'requests were sent more often than their callers asked, by',
  ],
  untold: [
    'record was sent and nobody told what became of it, by',
    'records were sent and nobody told what became of them, by',
  ],
  unobserved: [
    'observation is missing although a later one proves it:',
    'observations are missing although later ones prove them:',
  ],
  undecided: ['answer stands without a decision, in', 'answers stand without a decision, in'],
  unscored: ['score stands that no model told of, in', 'scores stand that no model told of, in'],
  wrongWinner: [
    'request was answered with the score of a model that gave none, by',
    'requests were answered with the score of a model that gave none, by',
  ],
  contradicted: [
    'request has instants that contradict each other, by more than clocks may differ, among',
    'requests have instants that contradict each other, by more than clocks may differ, among',
  ],
} as const;

export type Finding = keyof typeof SENTENCES;

interface Found {
  readonly what: Finding;
  readonly where: string;
  count: number;
  readonly first: number[];
  /** There are requests that are not named. */
  isCut: boolean;
}

const MOST_NAMED = 5;

export class Findings {
  /** Records that were acknowledged and are gone, of all topics. */
  lost = 0;
  private readonly found = new Map<string, Found>();
  private readonly further: string[] = [];
  private readonly book: RequestBook;

  constructor(book: RequestBook) {
    this.book = book;
  }

  /** @param n the request; one that the schedule does not have is counted and not named as suspect */
  add(what: Finding, where: string, n: number): void {
    const key = `${what} ${where}`;
    const found = this.found.get(key) ?? { what, where, count: 0, first: [], isCut: false };
    this.found.set(key, found);
    found.count++;
    if (n >= 0 && !found.first.includes(n)) {
      if (found.first.length < MOST_NAMED) found.first.push(n);
      else found.isCut = true;
    }
    if (n >= 0 && n < this.book.count) this.book.isSuspect[n] = 1;
    if (what === 'lost') this.lost++;
  }

  say(sentence: string): void {
    this.further.push(sentence);
  }

  sentences(): string[] {
    return [...this.found.values()].map(sentenceOf).concat(this.further);
  }
}

function sentenceOf({ what, where, count, first, isCut }: Found): string {
  const [one, many] = SENTENCES[what];
  const said = `${count} ${count === 1 ? one : many} ${where}`;
  if (first.length === 0) return `${said}.`;
  return `${said} (${first.length === 1 ? 'request' : 'requests'} ${first.join(', ')}${isCut ? ', …' : ''}).`;
}
