/** All shipped policies keep their properties: the script's search, smaller, with a fixed seed. */
import { expect, test } from 'vitest';
import { holdProperties } from '../../scripts/policy-properties.ts';

test('every property holds for all shipped policies', async () => {
  const told: string[] = [];
  await holdProperties({ interleavings: 20_000, scenarios: 200, seed: 11 }, (line) => told.push(line));
  expect(told).toHaveLength(13);
});
