import { expect, test } from 'vitest';
import { findings } from '../../reports/page/findings.ts';
import { sampleResult } from './sample-result.ts';

function pageOf(whatToDo: string): string {
  const evidence = { requests: [], records: [], spans: [] };
  const finding = {
    name: 'auto-commit-latest',
    sentence: 'decoy lost 72 records',
    evidence,
    whatToDo,
    runs: 1,
  };
  return findings({ ...sampleResult(), findings: [finding] }).text;
}

test('what to type is set as code, and nothing in it becomes markup', () => {
  expect(pageOf('set `auto.offset.reset` to `<b>`')).toContain(
    '<p>set <code>auto.offset.reset</code> to <code>&lt;b&gt;</code></p>',
  );
});

test('a single backtick stays one', () => {
  expect(pageOf('a ` alone')).toContain('<p>a ` alone</p>');
});
