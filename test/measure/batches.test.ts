/** Batches that are joined again and again lose nothing, also where later ones have figures that earlier ones lacked. */
import { expect, test } from 'vitest';
import { Batches } from '../../measure/batches.ts';

const WIDTH = 5;

/** Ever more up to all, and now and then few again. */
const figuresOf = (nth: number): number => (nth % 9 === 8 ? 1 : Math.min(WIDTH, 1 + Math.floor(nth / 50)));

/** So many batches, of more and more figures. */
function filled(count: number): Batches {
  const batches = new Batches();
  for (let nth = 0; nth < count; nth++) {
    const figures = figuresOf(nth);
    batches.add(
      Float64Array.from({ length: figures }, (_, figure) => 1_000 * figure + nth),
      nth,
    );
  }
  return batches;
}

test.each([1, 63, 64, 65, 127, 400])('%d batches keep the sum of every figure and their order', (count) => {
  const batches = filled(count);
  const full = batches.full(WIDTH);
  const sums = Array.from({ length: WIDTH }, (_, figure) =>
    full.filter((_, at) => at % WIDTH === figure).reduce((sum, value) => sum + value, 0),
  );
  const expected = sums.map((_, figure) => {
    const having = Array.from({ length: count }, (_, nth) => nth).filter((nth) => figure < figuresOf(nth));
    return having.reduce((sum, nth) => sum + 1_000 * figure + nth, 0);
  });
  expect(sums).toEqual(expected);
  expect(full).toHaveLength(batches.count * WIDTH);
  expect([...batches.startsUs.slice(0, batches.count)]).toEqual(
    [...batches.startsUs.slice(0, batches.count)].sort((a, b) => a - b),
  );
});

test('the first figures of each batch are those of the whole', () => {
  const batches = filled(100);
  const whole = batches.full(WIDTH);
  const first = batches.full(2);
  expect([...first]).toEqual([...whole].filter((_, at) => at % WIDTH < 2));
});
