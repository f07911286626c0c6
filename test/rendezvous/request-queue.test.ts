import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RequestQueue } from '../../rendezvous/request-queue.ts';

const deed = fc.oneof(
  { weight: 20, arbitrary: fc.nat({ max: 2 ** 31 - 1 }).map((value) => ({ push: value })) },
  { weight: 12, arbitrary: fc.constant('shift' as const) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
);

it('gives back what was put in, in order, wherever the ring begins and however often it grew', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 300, size: 'max' }), (deeds) => {
      const queue = new RequestQueue();
      let held: number[] = [];
      const given: number[] = [];
      const expected: number[] = [];
      for (const each of deeds) {
        if (each === 'shift') {
          given.push(queue.shift());
          expected.push(held.shift() ?? -1);
        } else if (each === 'clear') {
          queue.clear();
          held = [];
        } else {
          queue.push(each.push);
          held.push(each.push);
        }
        given.push(queue.size);
        expected.push(held.length);
      }
      expect(given).toEqual(expected);
      expect(Array.from({ length: queue.size + 1 }, (_, at) => queue.at(at))).toEqual([...held, -1]);
    }),
    { seed: 1, numRuns: 300 },
  );
});
