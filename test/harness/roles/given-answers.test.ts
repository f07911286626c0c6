import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GivenAnswers } from '../../../harness/roles/given-answers.ts';

test('an answer that is under way counts as given, and so it does once it stands', () => {
  const given = new GivenAnswers();
  expect(given.has(7)).toBe(false);
  given.isUnderWay(7);
  expect(given.has(7)).toBe(true);
  given.stands(7);
  expect(given.has(7)).toBe(true);
  expect(given.has(6)).toBe(false);
});

test('what stands is known for each request by itself, however many there are', () => {
  const numbers = fc.uniqueArray(fc.nat(3_000_000), { maxLength: 60 });
  const holds = fc.property(numbers, fc.nat(3_000_000), (standing, other) => {
    const given = new GivenAnswers();
    for (const n of standing) given.stands(n);
    expect(standing.every((n) => given.has(n))).toBe(true);
    expect(given.has(other)).toBe(standing.includes(other));
  });
  fc.assert(holds, { seed: 5, numRuns: 40 });
});

test('a record that comes again while its answer is under way is done with when the answer stands, and not before', () => {
  const given = new GivenAnswers();
  const done: string[] = [];
  given.isUnderWay(3);
  given.onceItStands(3, () => done.push('first'));
  given.onceItStands(3, () => done.push('second'));
  expect(done).toEqual([]);
  given.stands(3);
  expect(done).toEqual(['first', 'second']);
  given.onceItStands(3, () => done.push('third'));
  expect(done).toEqual(['first', 'second', 'third']);
});

test('requests that only warm up leave nothing behind', () => {
  const given = new GivenAnswers();
  given.isUnderWay(-4);
  expect(given.has(-4)).toBe(true);
  given.stands(-4);
  expect(given.has(-4)).toBe(false);
});
