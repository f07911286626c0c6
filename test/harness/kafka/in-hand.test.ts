/** What may be committed, whatever the order in which work comes back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InHand } from '../../../harness/kafka/in-hand.ts';

const SEED = { seed: 20_261 };

/** Offsets that rise with gaps, and an order in which they are done. */
const work = fc
  .uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 60 })
  .map((offsets) => offsets.toSorted((a, b) => a - b))
  .chain((offsets) =>
    fc.record({
      offsets: fc.constant(offsets),
      order: fc.shuffledSubarray(offsets, { minLength: 0, maxLength: offsets.length }),
    }),
  );

test('everything below the position is done, and the position is the highest of that kind', () => {
  const property = fc.property(work, ({ offsets, order }) => {
    const inHand = new InHand();
    for (const offset of offsets) inHand.hand(offset);
    for (const [at, offset] of order.entries()) {
      inHand.markDone(offset);
      const done = new Set(order.slice(0, at + 1));
      const firstOpen = offsets.findIndex((each) => !done.has(each));
      const lastDone = (firstOpen < 0 ? offsets : offsets.slice(0, firstOpen)).at(-1);
      expect(inHand.doneBelow).toBe(lastDone === undefined ? undefined : lastDone + 1);
      expect(inHand.size).toBe(offsets.length - done.size);
    }
  });
  fc.assert(property, SEED);
});

test('what is handed over while other things come back is counted alike', () => {
  const inHand = new InHand();
  for (let offset = 0; offset < 1_000; offset++) {
    inHand.hand(offset);
    if (offset >= 10) expect(inHand.markDone(offset - 10)).toBe(true);
  }
  expect([inHand.doneBelow, inHand.size]).toEqual([990, 10]);
});

test('what was never handed over, or is done already, changes nothing', () => {
  const inHand = new InHand();
  inHand.hand(5);
  inHand.hand(7);
  expect([inHand.markDone(6), inHand.markDone(7), inHand.markDone(7), inHand.markDone(4)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([inHand.doneBelow, inHand.size]).toEqual([undefined, 1]);
  expect(inHand.markDone(5)).toBe(true);
  expect([inHand.doneBelow, inHand.size]).toEqual([8, 0]);
});
