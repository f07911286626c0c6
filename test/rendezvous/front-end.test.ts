import { expect, it } from 'vitest';
import { FrontEnd } from '../../rendezvous/front-end.ts';
import { ANSWER_COMBINED, ANSWER_DEFAULT } from '../../rendezvous/policy.ts';

it('replies to a caller once, with the first answer, whatever the decision', () => {
  for (const decision of [0, 29, ANSWER_DEFAULT, ANSWER_COMBINED]) {
    const frontEnd = new FrontEnd(1);
    frontEnd.onRequest(0);
    expect(frontEnd.onAnswer(0, decision)).toBe('reply');
    expect(frontEnd.onAnswer(0, decision)).toBe('duplicate');
  }
});

it('tells a second answer with another decision from one with the same, and holds both against the reply', () => {
  const frontEnd = new FrontEnd(1);
  frontEnd.onRequest(0);
  const receipts = [3, 3, ANSWER_DEFAULT, ANSWER_DEFAULT, 3].map((decision) =>
    frontEnd.onAnswer(0, decision),
  );
  expect(receipts).toEqual(['reply', 'duplicate', 'conflicting', 'conflicting', 'duplicate']);
});

it('keeps callers apart, and a slot that is given again has a new caller', () => {
  const frontEnd = new FrontEnd(2);
  frontEnd.onRequest(0);
  frontEnd.onRequest(1);
  expect(frontEnd.onAnswer(1, 0)).toBe('reply');
  expect(frontEnd.onAnswer(0, 5)).toBe('reply');
  frontEnd.onRequest(0);
  expect(frontEnd.onAnswer(0, 4)).toBe('reply');
  expect(frontEnd.onAnswer(1, 0)).toBe('duplicate');
});

it('keeps who waits and who has a reply when it grows', () => {
  const frontEnd = new FrontEnd(2);
  frontEnd.onRequest(0);
  frontEnd.onRequest(1);
  frontEnd.onAnswer(1, 4);
  frontEnd.grow(100);
  frontEnd.onRequest(99);
  expect([0, 1, 99].map((slot) => frontEnd.onAnswer(slot, 4))).toEqual(['reply', 'duplicate', 'reply']);
});
