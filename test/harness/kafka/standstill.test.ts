/** A process that stood still knows it, and one that did not knows that too. */
import { expect, test } from 'vitest';
import { hasJustStoodStill, watchForStandstill } from '../../../harness/kafka/standstill.ts';

test('who stood still for half a second knows it in the same moment', () => {
  watchForStandstill();
  watchForStandstill();
  expect(hasJustStoodStill()).toBe(false);
  // Nothing of this process runs meanwhile, timers neither, as when it is stopped.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  expect(hasJustStoodStill()).toBe(true);
});
