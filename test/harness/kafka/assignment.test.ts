/** Which replica reads which partition, with all there and with some away. */
import { expect, test } from 'vitest';
import { type Member, ownerOf } from '../../../harness/kafka/assignment.ts';

const members = (...replicas: readonly number[]): readonly Member[] =>
  replicas.map((replica) => ({ id: `member-${replica}`, replica }));

const owners = (partitions: number, replicas: number, present: readonly Member[]) =>
  Array.from({ length: partitions }, (_, partition) => ownerOf(partition, replicas, present)?.replica);

test('partition p belongs to replica p mod replicas, in whatever order the members are named', () => {
  expect(owners(7, 3, members(0, 1, 2))).toEqual([0, 1, 2, 0, 1, 2, 0]);
  expect(owners(7, 3, members(2, 0, 1))).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test('only the partitions of a replica that is away move', () => {
  expect(owners(6, 3, members(0, 2))).toEqual([0, 2, 2, 0, 0, 2]);
});

test('one alone has them all, and nobody has none', () => {
  expect(owners(3, 3, members(1))).toEqual([1, 1, 1]);
  expect(owners(2, 3, [])).toEqual([undefined, undefined]);
});
