/** The figures at the head of a report. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../measure/result.ts';
import { head } from '../../reports/page/verdict.ts';
import { sampleResult } from './sample-result.ts';

function headOf(result: RunResult): string {
  return head(result, []).text;
}

test('the worst minute stands there where one was worse than others', () => {
  expect(headOf(sampleResult())).toContain('Worst minute');
});

test('what was set for this run stands beside what the scenario says of itself, and that there are no faults', () => {
  const result = sampleResult();
  const overrides = ['faults=null', 'x=<b>'];
  const text = headOf({ ...result, faults: {}, provenance: { ...result.provenance, overrides } });
  expect(text).toContain('no faults in this run · set for this run: faults=null, x=&lt;b&gt;');
  expect(headOf(result)).not.toMatch(/no faults|set for this run/);
});

test('where all minutes were alike it says by whom the answers were instead', () => {
  const result = sampleResult();
  const worstMinute = { fromMs: 0, toMs: 60_000, share: 1, n: 12_000 };
  const text = headOf({ ...result, timeliness: { ...result.timeliness, worstMinute } });
  expect(text).not.toContain('Worst minute');
  expect(text).toContain('By the preferred model');
});
