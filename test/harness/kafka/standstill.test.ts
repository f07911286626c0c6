/** A process that stood still knows it, and one that did not knows that too. */
import { expect, test } from 'vitest';
import { hasJustStoodStill, watchForStandstill } from '../../../harness/kafka/standstill.ts';
import { until } from '../until.ts';

test('who stood still for half a second knows it in the same moment, and forgets it again', async () => {
  watchForStandstill();
  watchForStandstill();
  await until('nothing has stood still for a while', () => !hasJustStoodStill(), 20_000);
  // Nothing of this process runs meanwhile, timers neither, as when it is stopped.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  expect(hasJustStoodStill()).toBe(true);
});
