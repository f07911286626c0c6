/** The figures of docs/policies.md are what the simulator gives; all of them by `npm run -s policies`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { lineOf, rowOf } from './rows.ts';
import { POLICIES, settings, trialsOf } from './trials.ts';

const page = readFileSync(join(ROOT, 'docs/policies.md'), 'utf8').split('\n');

test.each(['live-smoke', 'ensemble-quorum', 'hung-model', 'surge, small backstop'])(
  'the rows of %s stand in docs/policies.md as the command makes them',
  async (name) => {
    const setting = (await settings()).find((each) => each.name === name);
    const trials = setting === undefined ? [] : await trialsOf(setting);
    expect(trials).toHaveLength(Object.keys(POLICIES).length);
    for (const trial of trials) expect(page).toContain(lineOf(rowOf(trial)));
  },
);

test('all policies of a scenario saw the same requests', async () => {
  const setting = (await settings()).find((each) => each.name === 'live-smoke');
  const trials = setting === undefined ? [] : await trialsOf(setting);
  const seen = trials.map(({ result }) => [result.requests.measured, result.models.heavy?.onTime]);
  expect(new Set(seen.map(String)).size).toBe(1);
});
