/**
 * Three projects, which all belong to `npm test`: `unit`, which answers within seconds; `slow`, whose files end in
 * `.slow.test.ts` (packing, long statistics, fuzzing); and `live`, whose files end in `.live.test.ts` and need real
 * brokers. The last has a group of its own and one file at a time, because others would take its brokers' time.
 *
 * The files of `unit` share a few processes and what these have loaded, which halves its time: loading the parser, the
 * schema and the compiler of charts anew for each file cost as much as all the tests. Our modules keep no state that a
 * test could leave behind, and test/project/shared-process.test.ts holds that tests leave none in the process. They use
 * every core; by default one would be left idle, which on two cores is half of the machine. Node itself loads our sources,
 * whose types it strips, as it does for the command: through vitest's own loader each use of anything imported is a call,
 * which cost what only computes an eighth of its time.
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
          exclude: ['test/**/*.{slow,live}.test.ts'],
          isolate: false,
          experimental: { viteModuleRunner: false, nodeLoader: false },
          maxWorkers: '100%',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'slow',
          // As the command has it: see "Figures that a compiler may spoil" in docs/decisions.md.
          execArgv: ['--no-maglev'],
          include: ['test/**/*.slow.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/**/*.live.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
