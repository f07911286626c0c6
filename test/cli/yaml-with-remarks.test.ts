import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlWithRemarks } from '../../cli/yaml-with-remarks.ts';

const key = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__');
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('50k/m', '1KB', 'no', '3x'),
    ),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  ),
}));

test('is YAML of the same data, whatever the data and the remarks', () => {
  fc.assert(
    fc.property(fc.dictionary(key, tree), fc.string(), (data, remark) => {
      const remarks = new Map(Object.keys(data).map((name) => [name, remark]));
      expect(parse(yamlWithRemarks(data, remarks)) ?? {}).toEqual(data);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('reads as one would write it', () => {
  const data = { rate: '200/s', models: [{ name: 'a', p99: '100ms' }, 'b'], note: 'two: words', none: {} };
  const remarks = new Map([['models.0.p99', 'default']]);
  expect(yamlWithRemarks(data, remarks)).toBe(
    [
      'rate: 200/s',
      'models:',
      '  - name: a',
      '    p99: 100ms                               # default',
      '  - b',
      'note: "two: words"',
      'none: {}',
      '',
    ].join('\n'),
  );
});
