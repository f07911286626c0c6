import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultJson } from '../../cli/result-json.ts';

test('says the same as JSON.stringify, for whatever JSON can say', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(resultJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { seed: 1 },
  );
});

test('indents maps and keeps a list of plain values on one line', () => {
  expect(resultJson({ a: { b: 1, c: [] }, d: [1, null, 'x'], e: [{ f: true }], g: {}, h: undefined })).toBe(
    [
      '{',
      '  "a": {',
      '    "b": 1,',
      '    "c": []',
      '  },',
      '  "d": [1, null, "x"],',
      '  "e": [',
      '    {',
      '      "f": true',
      '    }',
      '  ],',
      '  "g": {}',
      '}',
      '',
    ].join('\n'),
  );
});

test('has null where a number has no JSON', () => {
  expect(resultJson([Number.NaN, Number.POSITIVE_INFINITY])).toBe('[null, null]\n');
});
