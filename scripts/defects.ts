/**
 * Runs every known-bad fixture and its sound twin, prints which detector speaks of which, and fails where a cell of that
 * matrix is wrong: `npm run -s defects [-- --only NAME] [-- --on kafka] [-- --write]`.
 *
 * `--write` puts what was printed, and what each defect is, into docs/defects.md.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { defectsPage } from '../test/defects/defects-page.ts';
import { FIXTURES, type Fixture } from '../test/defects/fixtures.ts';
import { matrixText, type Row, rowOf, wrongCells } from '../test/defects/matrix.ts';
import { tryDefect, tryTwin } from '../test/defects/trial.ts';
import { ROOT } from '../test/project/sources.ts';
import { optionsOf } from './options.ts';

const { values } = optionsOf({
  options: {
    only: { type: 'string', multiple: true },
    on: { type: 'string', default: 'sim' },
    write: { type: 'boolean', default: false },
  },
});

const wanted = FIXTURES.filter(({ folder }) => values.only?.includes(folder) ?? true);
const rows = values.on === 'kafka' ? await rowsOnKafka(wanted) : await rowsInSimulator(wanted);
const wrong = rows.flatMap(wrongCells);
process.stdout.write(matrixText(rows));
for (const sentence of wrong) process.stdout.write(`✗ ${sentence}\n`);
if (values.write && values.on === 'sim' && values.only === undefined)
  writeFileSync(join(ROOT, 'docs/defects.md'), defectsPage(rows));
process.exitCode = wrong.length === 0 && rows.length > 0 ? 0 : 1;

async function rowsInSimulator(fixtures: readonly Fixture[]): Promise<Row[]> {
  const done: Row[] = [];
  for (const fixture of fixtures) {
    const defect = await tryDefect(fixture);
    const twin = await tryTwin(fixture);
    done.push(rowOf(fixture, defect.findings, twin.findings));
  }
  return done;
}

/** One after the other, on one broker; a line as each is done, since each takes a minute. */
async function rowsOnKafka(fixtures: readonly Fixture[]): Promise<Row[]> {
  const { LiveTrials } = await import('../test/defects/live-trial.ts');
  const trials = await LiveTrials.begin();
  const done: Row[] = [];
  try {
    for (const fixture of fixtures) {
      if ('not' in fixture.kafka)
        process.stdout.write(`- ${fixture.folder} not on Kafka: ${fixture.kafka.not}\n`);
      else {
        const row = await trials.rowOf(fixture, fixture.kafka);
        process.stdout.write(`${wrongCells(row).length === 0 ? '✓' : '✗'} ${row.fixture.folder}\n`);
        done.push(row);
      }
    }
    return done;
  } finally {
    await trials.end();
  }
}
