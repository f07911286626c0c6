/**
 * Runs every policy on the same requests, over the library, and holds docs/policies.md against what comes out:
 * `npm run -s policies [-- --only SCENARIO] [-- --write]`.
 *
 * Prints one row for each scenario and policy; `--write` writes the page from them. Ends with status 1 where the page says
 * something else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { policiesPage } from '../test/policies/policies-page.ts';
import { lineOf, type Row, rowOf } from '../test/policies/rows.ts';
import { settings, trialsOf } from '../test/policies/trials.ts';
import { ROOT } from '../test/project/sources.ts';
import { optionsOf } from './options.ts';

const PAGE = join(ROOT, 'docs/policies.md');
const { values } = optionsOf({
  options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
});

const rows: Row[] = [];
for (const setting of await settings()) {
  if (values.only?.includes(setting.name) === false) continue;
  for (const trial of await trialsOf(setting)) {
    const row = rowOf(trial);
    rows.push(row);
    process.stdout.write(`${lineOf(row)}\n`);
  }
}
if (values.write && values.only === undefined) writeFileSync(PAGE, policiesPage(rows));
const page = readFileSync(PAGE, 'utf8');
const missing = rows.filter((row) => !page.includes(lineOf(row)));
for (const { setting, policy } of missing)
  process.stderr.write(`docs/policies.md says something else of ${policy} in ${setting}\n`);
process.exitCode = missing.length === 0 && rows.length > 0 ? 0 : 1;
