/**
 * Runs every scenario of the library at many seeds and says which known defects were found: `node
 * scripts/library-findings.ts [--seeds 30] [--only NAME]`. Fails where a scenario shows what it is not made to show.
 *
 * Some scenarios are unsound on purpose, in one setting, to show what that costs. There the finding is right, and it
 * must come; everywhere else it would be a false alarm.
 */
import process from 'node:process';
import { unexpectedFindings } from '../test/defects/library-findings.ts';
import { LIBRARY } from '../test/library/running.ts';
import { optionsOf } from './options.ts';

const { values } = optionsOf({
  options: { seeds: { type: 'string', default: '30' }, only: { type: 'string' } },
});
/** Its trace is not part of the project. */
const WITHOUT_DATA = 'azure-code';
const names = LIBRARY.filter((name) =>
  values.only === undefined ? name !== WITHOUT_DATA : name === values.only,
);
let wrong = 0;
for (const name of names) {
  const startedMs = performance.now();
  const sentences = await unexpectedFindings(name, Number(values.seeds));
  wrong += sentences.length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${sentences.length === 0 ? '✓' : '✗'} ${name} (${values.seeds} seeds, ${seconds} s)\n`,
  );
  for (const sentence of sentences) process.stdout.write(`    ${sentence}\n`);
}
process.exitCode = wrong === 0 ? 0 : 1;
