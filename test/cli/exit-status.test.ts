import { expect, test } from 'vitest';
import { gravest, statusOf } from '../../cli/exit-status.ts';

test('of several runs the gravest status counts, in the published order 70, 5, 2, 1, 3, 0', () => {
  const order = [70, 5, 2, 1, 3, 0];
  order.forEach((status, position) => {
    expect(gravest(order.slice(position).reverse())).toBe(status);
  });
});

test('no runs at all are no failure', () => {
  expect(gravest([])).toBe(0);
});

test.each([
  ['pass', 0],
  ['fail', 1],
  ['inconclusive', 3],
  ['invalid', 3],
  ['error', 70],
] as const)('the verdict %s ends with %i', (verdict, status) => {
  expect(statusOf(verdict)).toBe(status);
});
