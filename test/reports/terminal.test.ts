import { expect, test } from 'vitest';
import { renderSummary } from '../../reports/terminal.ts';
import { emptyResult, hostileResult, sampleResult } from './sample-result.ts';

const REPORT = 'results/slow-primary-42-sim/report.html';

test('a summary reads as agreed', async () => {
  const text = renderSummary(sampleResult(), { color: false, width: 100, report: REPORT });
  await expect(text).toMatchFileSnapshot('golden/summary.txt');
});

test('colour only repeats what marks and words say', () => {
  const plain = renderSummary(sampleResult(), { color: false, width: 100 });
  const colored = renderSummary(sampleResult(), { color: true, width: 100 });
  expect(colored).not.toBe(plain);
  const uncolored = colored
    .split('\u001b')
    .map((part, at) => (at === 0 ? part : part.replace(/^\[\d+m/, '')));
  expect(uncolored.join('')).toBe(plain);
  expect(plain).not.toContain('\u001b');
});

test('every objective appears, and what did not pass says why', () => {
  const text = renderSummary(sampleResult(), { color: false, width: 120 });
  for (const { name } of sampleResult().objectives) expect(text).toContain(name);
  expect(text).toContain('412 records missing in 4 gaps');
  expect(text).toContain('late together 3.7× as often as independence says');
});

test.each([40, 60, 80, 200])('lines keep within %i columns', (width) => {
  for (const result of [sampleResult(), emptyResult()]) {
    for (const line of renderSummary(result, { color: false, width }).split('\n')) {
      expect([...line].length).toBeLessThanOrEqual(width);
    }
  }
});

test('a name can neither drive the terminal nor turn its direction', () => {
  const text = renderSummary(hostileResult(), { color: false, width: 80 });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
});

test('a run without data says so in words', () => {
  const text = renderSummary(emptyResult(), { color: false, width: 100 });
  expect(text).toContain('— no data');
  expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
});
