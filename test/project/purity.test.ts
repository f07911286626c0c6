/**
 * What decides a result may depend on the scenario and the seed alone: not on the clock, not on unseeded chance, not
 * on the process, and not on a function whose last bits differ between versions of Node (`**` and Math.pow do).
 */
import { describe, expect, test } from 'vitest';
import { codeOf, sourcesIn, withoutCommentsAndTexts } from './sources.ts';

const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'the operator **': /\*\*/,
  'a Math function that is not known to be the same everywhere':
    /\bMath\b(?!\.(?:log|exp|sqrt|sin|cos|floor|ceil|round|trunc|abs|min|max|imul|clz32|sign|fround|PI|LN2|LN10|E)\b)/,
  'the clock': /\bDate\b|\bperformance\s*\.\s*now\b|\bhrtime\b/,
  'a timer': /\bset(?:Timeout|Interval|Immediate)\b/,
  'the process': /\bprocess\s*\.|\bglobalThis\b/,
  'crypto randomness': /\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
  'an order that depends on the language of the machine': /\blocaleCompare\b|\btoLocale\w+\b|\bIntl\b/,
};
/** The simulator yields to the event loop here, so that Ctrl-C is heard; nothing is decided by it. */
const MAY_YIELD: readonly string[] = ['sim/simulate.ts'];

function offences(file: string, code: string): readonly string[] {
  return Object.entries(FORBIDDEN)
    .filter(([what, pattern]) => pattern.test(code) && !(what === 'a timer' && MAY_YIELD.includes(file)))
    .map(([what]) => `${file} uses ${what}`);
}

describe('what decides a result', () => {
  test('uses no clock, no chance of its own, no process, and no function whose bits differ between Nodes', () => {
    const files = sourcesIn('rendezvous', 'workload', 'measure', 'sim');
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => offences(file, codeOf(file)))).toEqual([]);
  });

  test.each([
    ['const x = 2 ** 3;', 'the operator **'],
    ['Math.pow(2, 3)', 'a Math function that is not known to be the same everywhere'],
    ['Math.random()', 'a Math function that is not known to be the same everywhere'],
    ['const { pow } = Math;', 'a Math function that is not known to be the same everywhere'],
    ['Date.now()', 'the clock'],
    ['setTimeout(f, 1)', 'a timer'],
    ['process.exit()', 'the process'],
  ])('would notice %s', (code, what) => {
    expect(offences('x.ts', withoutCommentsAndTexts(code))).toEqual([`x.ts uses ${what}`]);
  });

  test('may say in a comment or a text what it may not do', () => {
    expect(withoutCommentsAndTexts("/** Math.pow */ f('Date.now'); // 2 ** 3")).toBe(" f(''); ");
  });
});
