import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { codes } from '../../scenarios/explanations.ts';
import { MEASURES } from '../../scenarios/measures.ts';
import { scenarioJsonSchema } from '../../scenarios/schema.ts';
import { starterScenario } from '../../scenarios/starter.ts';
import { violations } from './draft-07.ts';
import { loadAlone, SOUND } from './sound.ts';

type Json = Record<string, unknown>;

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every property anywhere in the schema, with its path. */
function* propertiesIn(schema: unknown, path: string): Generator<[string, Json]> {
  if (Array.isArray(schema))
    for (const [index, item] of schema.entries()) yield* propertiesIn(item, `${path}[${index}]`);
  if (!isMap(schema)) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && isMap(value)) {
      for (const [name, property] of Object.entries(value)) {
        if (isMap(property)) yield [`${path}.${name}`, property];
      }
    }
    if (key !== 'else' && key !== 'default')
      yield* propertiesIn(value, key === 'properties' ? path : `${path}/${key}`);
  }
}

function at(schema: unknown, ...steps: string[]): unknown {
  return steps.reduce<unknown>((value, step) => (isMap(value) ? value[step] : undefined), schema);
}

describe('The JSON Schema', () => {
  const schema = scenarioJsonSchema();

  it('is draft-07 and plain JSON', () => {
    expect(at(schema, '$schema')).toBe('http://json-schema.org/draft-07/schema#');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('describes every key, so that editors can tell what it is', () => {
    const silent = [...propertiesIn(schema, '')]
      .filter(([, property]) => typeof property.description !== 'string' && property.$ref === undefined)
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it('knows the sections, defaults and required keys', () => {
    expect(Object.keys(Object(at(schema, 'properties')))).toEqual(
      expect.arrayContaining([
        'extends',
        'vars',
        'matrix',
        'version',
        'traffic',
        'models',
        'streams',
        'rendezvous',
        'faults',
        'expect',
      ]),
    );
    expect(at(schema, 'properties', 'streams', 'properties', 'partitions', 'default')).toBe(12);
    expect(at(schema, 'else', 'required')).toEqual(['version', 'traffic', 'models', 'rendezvous']);
    expect(at(schema, 'else', 'properties', 'rendezvous', 'required')).toEqual(['deadline', 'policy']);
    expect(at(schema, 'if')).toEqual({ required: ['extends'] });
    expect(at(schema, 'required')).toBeUndefined();
  });

  it('is strict but for x- keys', () => {
    expect(at(schema, 'additionalProperties')).toBe(false);
    expect(at(schema, 'patternProperties')).toEqual({ '^x-': {} });
  });

  it('takes quantities with a unit, variables, and no bare numbers', () => {
    const deadline = at(schema, 'properties', 'rendezvous', 'properties', 'deadline', 'anyOf');
    const patterns = (Array.isArray(deadline) ? deadline : []).map(
      (side) => new RegExp(String(at(side, 'pattern'))),
    );
    const takes = (text: string) => patterns.some((pattern) => pattern.test(text));
    expect(['200ms', '1.5s', '1_000us', `\${deadline}`].map(takes)).toEqual([true, true, true, true]);
    expect(['200', '200 ms', 'soon'].map(takes)).toEqual([false, false, false]);
    expect((Array.isArray(deadline) ? deadline : []).every((side) => at(side, 'type') === 'string')).toBe(
      true,
    );
  });
});

describe('An editor with the JSON Schema', () => {
  const schema = scenarioJsonSchema();
  const told = (text: string) => violations(schema, parse(text));
  const folder = join(import.meta.dirname, '../../scenarios');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it.each(files)('has nothing to say of scenarios/%s', (name) => {
    expect(told(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
  });

  it('has nothing to say of the starter, of every key of the language, of a resolved scenario', async () => {
    expect(told(starterScenario)).toEqual([]);
    expect(told(readFileSync(join(import.meta.dirname, 'everything.yaml'), 'utf8'))).toEqual([]);
    const resolved = (await loadAlone(SOUND)).runs[0]?.resolved;
    expect(violations(schema, resolved)).toEqual([]);
  });

  it('lets a child be a part, and marks what is missing elsewhere', () => {
    expect(told('extends: base.yaml\nrendezvous: { deadline: 100ms }')).toEqual([]);
    expect(told(SOUND.replace('version: 1\n', ''))).toEqual([
      '$: required ["version","traffic","models","rendezvous"]',
    ]);
    expect(told(SOUND.replace('deadline: 200ms', ''))).toEqual([
      '$.rendezvous: required ["deadline","policy"]',
    ]);
  });

  it.each([
    ['deadline: 200ms', 'deadline: 200'],
    ['deadline: 200ms', 'deadlin: 200ms'],
    ['rate: 100/s', 'rate: 100'],
    ['role: primary', 'role: primry'],
    ['replicas: 12', 'replicas: many'],
    ['lognormal:', 'lognorml:'],
    ['p50: 20ms', 'p50: 20'],
    ['default: { value: 0 }', 'default: nothing'],
    ['heavy:', 'heavy model:'],
  ])('marks %s written as %s', (right, wrong) => {
    expect(told(SOUND.replace(right, wrong))).not.toEqual([]);
  });
});

describe('The catalogues', () => {
  it('name each measure once, with a unit', () => {
    const patterns = MEASURES.map(({ pattern }) => pattern);
    expect(new Set(patterns).size).toBe(patterns.length);
    expect(patterns).toHaveLength(48);
  });

  it('have stable codes in kebab-case', () => {
    expect(codes.filter((code) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });
});
