/** The long search for a scenario in which a request is lost, answered twice, or never let go of. */
import { test } from 'vitest';
import { searchForLosses } from './conserving.ts';

test('a thousand more scenarios settle each request once and come to rest', () => {
  searchForLosses(2, 1_000);
});
