/**
 * The recorded trace of `azure-code` is a public data set and no part of the project: RENDEZVOUS_AZURE_TRACE says
 * where it lies, otherwise it is looked for where the scenario names it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../project/sources.ts';
import { resultsOf } from './running.ts';

const TRACE = process.env.RENDEZVOUS_AZURE_TRACE ?? join(ROOT, '../data/azure-llm-inference-code-2023.csv');

it('Of the 8,819 recorded requests every one is offered, and accounted for in one outcome', async (context) => {
  if (!existsSync(TRACE)) {
    const reason = `no recorded trace at ${TRACE}: set RENDEZVOUS_AZURE_TRACE to its file`;
    process.stderr.write(`Skipped: ${reason}
`);
    context.skip(reason);
  }
  const [result] = await resultsOf('azure-code', [`traffic.developers.arrivals.trace.file=${TRACE}`]);
  expect(result?.requests).toEqual({ offered: 8_819, warmup: 0, measured: 8_819, undecided: 0 });
  expect(Object.values(result?.outcomes ?? {}).reduce((sum, count) => sum + count, 0)).toBe(8_819);
  expect(result?.decoys.decoy).toMatchObject({ verdict: 'complete', expected: 8_819, archived: 8_819 });
});
