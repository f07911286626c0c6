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

test('it fits a job summary even where everything is as long as it may be, and says that something is missing', () => {
  const result = hostileResult();
  const evil = '&@<'.repeat(200);
  const many = <Value>(values: readonly Value[]) =>
    Array.from({ length: 1_000 }, (_, at) => values[at % values.length]);
  const objectives = many(result.objectives).flatMap((each) =>
    each === undefined ? [] : [{ ...each, name: evil, measure: evil, window: evil, reason: evil }],
  );
  const remarks = Array.from({ length: 1_000 }, () => evil);
  const text = renderMarkdown({ ...result, remarks, objectives });
  expect(Buffer.byteLength(text)).toBeLessThan(1 << 20);
  expect(text.startsWith('## ✗ Fail')).toBe(true);
  expect(text.indexOf('### Objectives')).toBeGreaterThan(0);
  expect(text.indexOf('### Objectives')).toBeLessThan(text.indexOf('Mind:'));
  expect(/… and [89]\d\d more/.test(text)).toBe(true);
});

test('text that means something to Markdown or HTML comes out as it was written', () => {
  const remarks = ['a & b < c @d #e [f](g) h://i *j* |k| \\l'];
  expect(renderMarkdown({ ...sampleResult(), remarks })).toContain(
    'Mind: a &#38; b &#60; c &#64;d \\#e \\[f\\]\\(g\\) h&#58;//i \\*j\\* \\|k\\| \\\\l',
  );
});
