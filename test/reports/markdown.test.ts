import { expect, test } from 'vitest';
import { renderMarkdown } from '../../reports/markdown.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

test('verdict and objectives come first, every objective in a row of its own', () => {
  const text = renderMarkdown(sampleResult());
  expect(text.startsWith('## ✗ Fail: slow-primary\n')).toBe(true);
  expect(text.indexOf('### Objectives')).toBeLessThan(text.indexOf('### Outcomes'));
  for (const { name } of sampleResult().objectives) expect(text).toContain(`| ${name} |`);
});

test('it stays far below the size at which a job summary is cut off, however many faults and names', () => {
  const result = hostileResult();
  const [fault] = Object.values(result.faults);
  const names = Array.from({ length: 3000 }, (_, n) => `fault-${n}`);
  const faults = Object.fromEntries(names.flatMap((name) => (fault === undefined ? [] : [[name, fault]])));
  const series = { ...result.series, offered: [], onTime: [] };
  expect(Buffer.byteLength(renderMarkdown({ ...result, faults, series }))).toBeLessThan(300_000);
});

test('names cannot break out of a table cell, open a tag or mention anybody', () => {
  const text = renderMarkdown(hostileResult());
  expect(text).not.toMatch(/<(?!\/?(?:sub|code)>)/);
  const rows = text.split('\n').filter((line) => line.startsWith('| ✓') || line.startsWith('| ✗'));
  expect(rows).not.toHaveLength(0);
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(10);
});

test('a run without data says so in words', () => {
  const text = renderMarkdown(emptyResult());
  expect(text).toContain('— no data');
  expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
});
