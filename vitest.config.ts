/**
 * Two projects: `unit`, which answers within seconds, and `slow`, whose files end in `.slow.test.ts` (packing, long
 * statistics, fuzzing). Both belong to `npm test`.
 *
 * TEST_REPORT=FILE writes vitest's own count of what passed as JSON, for continuous integration.
 */
import { defineConfig } from 'vitest/config';

const reportFile = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    reporters: reportFile ? ['default', ['json', { outputFile: reportFile }]] : ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.slow.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
