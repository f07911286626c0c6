/** The long search for a course of requests in which the adaptive policy does not keep its law. */
import { describe } from 'vitest';
import { promiseAdaptive } from './adaptive-promises.ts';

describe('adaptive', () => {
  promiseAdaptive(100, 5_000);
});
