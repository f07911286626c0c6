/** The long search for a scenario whose run depends on what runs beside it, or on how hops are simulated. */
import { test } from 'vitest';
import { searchForDisturbance, searchForOtherCourses } from './sameness.ts';

test('two runs that take turns in one process do not disturb each other, in slices of any size', () => {
  searchForDisturbance(5, 150);
});

// Not one of these has two requests of different partitions that a model can read in one and the same microsecond; then
// either may be first, and a call and an event may choose otherwise (seed 6 has such a one after 40).
test('a hop that takes no time gives the same whether it is a call or an event, for any scenario without delays', () => {
  searchForOtherCourses(4, 12);
});
