/** Whatever is simulated: every request offered is settled once, answered at most once, and leaves nothing behind. */
import { test } from 'vitest';
import { searchForLosses } from './conserving.ts';

/** A taste; `conservation.slow.test.ts` goes on from there. */
test('any scenario settles each request once, answers it at most once, and comes to rest, twice the same', () => {
  searchForLosses(1, 6);
});
