/** The long search for a scenario in which a request is lost, answered twice, or never let go of. */
import { test } from 'vitest';
import { searchForLosses } from './conserving.ts';

test.each([
  [1, 80],
  [2, 1_000],
])('with seed %d, %d scenarios settle each request once and come to rest', (seed, scenarios) => {
  searchForLosses(seed, scenarios);
});
