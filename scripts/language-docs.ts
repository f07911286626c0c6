/**
 * Writes docs/language.md, the reference of the scenario language, from the JSON Schema that editors use.
 *
 * The schema is made from what the loader reads with, so the reference cannot name a key that does not exist, or
 * forget one. Only the frame is written here: what a quantity looks like, and in which order things stand. A test
 * holds the committed file against this script. What values mean beyond one sentence is in docs/meanings.md.
 */
import { writeFileSync } from 'node:fs';
import { MEASURES } from '../scenarios/measures.ts';
import { PATTERNS, SIZE_UNITS, TIME_UNITS } from '../scenarios/quantity.ts';
import { scenarioJsonSchema } from '../scenarios/schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A place in the language: its schema, its path as a heading, and the keys that a file without a parent must have. */
interface Place {
  readonly path: string;
  readonly schema: Schema;
  readonly needed: Schema;
}

const NAMES_OF_PATTERNS: ReadonlyMap<unknown, string> = new Map(
  Object.entries({ ...PATTERNS, name: '^[A-Za-z0-9_-]{1,64}$' }).map(([name, pattern]) => [pattern, name]),
);

const root: Schema = { ...scenarioJsonSchema() };
const definitions = mapIn(root.definitions);

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapIn(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a `$ref` points at, also where something is said besides; the schema itself otherwise. */
function resolved(schema: Schema): Schema {
  const [, name] = /^#\/definitions\/(.+)$/.exec(String(schema.$ref)) ?? [];
  const [whole] = listIn(schema.allOf);
  if (isSchema(whole)) return { ...resolved(whole), ...schema };
  return name === undefined ? schema : { ...mapIn(definitions[name]), ...schema };
}

/** The sides of an “either”, without the variable that may stand anywhere. */
function sidesOf(schema: Schema): readonly Schema[] {
  const found = resolved(schema);
  if (!Array.isArray(found.anyOf)) return [found];
  return found.anyOf
    .filter(isSchema)
    .filter((side) => side.description !== 'A variable.')
    .flatMap(sidesOf);
}

function isDistribution(schema: Schema): boolean {
  return 'lognormal' in mapIn(schema.properties);
}

/** What may stand here, in a few words. */
function wordsFor(schema: Schema): string {
  const sides = sidesOf(schema);
  const map = sides.find(isDistribution);
  if (map !== undefined) {
    const [plain] = sides.filter((side) => side !== map).map(leafOf);
    const others = sides.filter((side) => side !== map && side.type === 'object').map(mapOf);
    return [`${plain} or distribution`, ...others].join(' or ');
  }
  const words = sides.map((side) => (side.type === 'object' ? mapOf(side) : leafOf(side)));
  return [...new Set(words)].join(' or ');
}

function leafOf(schema: Schema): string {
  if (schema.type === 'array') return `list of ${wordsFor(mapIn(schema.items))}`;
  if ('const' in schema) return `\`${String(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => `\`${String(each)}\``).join(' or ');
  const named = NAMES_OF_PATTERNS.get(schema.pattern);
  if (named !== undefined) return named;
  if (schema.type === 'integer') return 'count';
  if (schema.type === 'boolean') return '`true` or `false`';
  return schema.type === 'string' ? 'text' : String(schema.type ?? 'any value');
}

function mapOf(schema: Schema): string {
  const values = mapIn(schema.additionalProperties);
  if (Object.keys(values).length > 0) return `map of ${wordsFor(values)}`;
  return Object.keys(mapIn(schema.properties)).length > 0 ? 'map' : 'map, free';
}

/** Keys under which one has to look further: maps with known keys, lists of them, and names that stand for them. */
function below(place: Place): readonly Place[] {
  return Object.entries(mapIn(place.schema.properties)).flatMap(([key, child]) => {
    const needed = mapIn(mapIn(place.needed.properties)[key]);
    return sidesOf(mapIn(child)).flatMap((side) => composite(side, joined(place.path, key), needed));
  });
}

function composite(schema: Schema, path: string, needed: Schema): readonly Place[] {
  if (isDistribution(schema)) return [];
  if (schema.type === 'array') return itemsOf(mapIn(schema.items), `${path}[]`);
  const values = mapIn(schema.additionalProperties);
  if (Object.keys(values).length > 0) {
    const inner = mapIn(needed.additionalProperties);
    return sidesOf(values).flatMap((side) => composite(side, `${path}.NAME`, inner));
  }
  return Object.keys(mapIn(schema.properties)).length > 0 ? [{ path, schema, needed }] : [];
}

function itemsOf(items: Schema, path: string): readonly Place[] {
  return sidesOf(items).flatMap((side) => composite(side, path, {}));
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** The tables of a place and of all below it. */
function chapters(place: Place, depth: number): readonly string[] {
  const { schema, path } = place;
  const oneKind = schema.maxProperties === 1 ? ' Exactly one of:' : '';
  const heading = `${'#'.repeat(Math.min(depth, 4))} \`${path}\``;
  const table = tableOf(place);
  return [
    `${heading}\n\n${String(schema.description ?? '')}${oneKind}\n\n${table}`,
    ...below(place).flatMap((each) => chapters(each, depth + 1)),
  ];
}

function tableOf({ schema, needed }: Place): string {
  const required = [...listIn(schema.required), ...listIn(needed.required)];
  const rows = Object.entries(mapIn(schema.properties)).map(([key, child]) => {
    const value = resolved(mapIn(child));
    const fallback = required.includes(key) ? 'required' : defaultOf(value);
    return `| \`${key}\` | ${wordsFor(value)} | ${fallback} | ${meaningOf(value)} |`;
  });
  return ['| key | value | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function defaultOf(schema: Schema): string {
  if (!('default' in schema)) return '';
  const { default: value } = schema;
  if (isSchema(value) || Array.isArray(value) || value === '') return '';
  return `\`${String(value)}\``;
}

function meaningOf(schema: Schema): string {
  return String(schema.description ?? sidesOf(schema).find((side) => side.description)?.description ?? '');
}

function distributions(): string {
  const found = [mapIn(root.properties), definitions].flatMap((map) => Object.values(map).filter(isSchema));
  const distribution = found.flatMap(sidesOf).find(isDistribution);
  if (distribution === undefined) throw new Error('The schema has no distribution of its own');
  return Object.entries(mapIn(distribution.properties))
    .map(([kind, child]) => {
      const [side = {}] = sidesOf(mapIn(child));
      return `| \`${kind}\` | ${keysOf(side)} | ${meaningOf(mapIn(child))} |`;
    })
    .join('\n');
}

/** The keys of a kind, in short. */
function keysOf(schema: Schema): string {
  const [holder = {}] = schema.type === 'array' ? sidesOf(mapIn(schema.items)) : [schema];
  const keys = Object.keys(mapIn(holder.properties)).map((key) => `\`${key}\``);
  if (keys.length === 0) return 'percentiles: `p50`, `p99`, `p999`, …';
  return schema.type === 'array' ? `list of ${keys.join(', ')}` : keys.join(', ');
}

const UNIT_WORDS = { share: 'share', timeUs: 'time', count: 'count' };

function measures(): string {
  return MEASURES.map(({ pattern, unit, about, wholeRunOnly }) => {
    const window = wholeRunOnly === true ? 'whole run' : 'any';
    return `| \`${pattern}\` | ${UNIT_WORDS[unit]} | ${window} | ${about} |`;
  }).join('\n');
}

export function languageDocs(): string {
  const scenario: Place = { path: '', schema: root, needed: mapIn(root.else) };
  return `# The scenario language

*Made by \`scripts/language-docs.ts\` from the schema; do not edit.* What the words mean exactly is in
[meanings.md](meanings.md), how figures are made in [measures.md](measures.md). Editors complete and check a scenario
with the JSON Schema that \`rendezvous schema\` prints.

A scenario is YAML 1.2, JSON, or a TypeScript module whose default export is \`defineScenario({ … })\`. Unknown keys are
errors; keys that begin with \`x-\` are yours, in any map with known keys.

## Quantities

| value | written |
| --- | --- |
| time | a number and a unit: ${TIME_UNITS.map((unit) => `\`${unit}\``).join(', ')}; \`250ms\` |
| rate | \`200/s\`, \`50k/m\`, \`10/h\` |
| share | \`99.5%\` |
| size | a number and a unit: ${SIZE_UNITS.map((unit) => `\`${unit}\``).join(', ')}; \`1KB\` |
| factor | \`3x\` |
| growth | \`10%/m\` |
| count | \`12\`, \`1_000\`, \`50k\`, \`10M\` |
| number | \`0.5\`, \`-3\`, \`1_000\` |
| name | letters, digits, \`-\` and \`_\`, at most 64 |

In place of any value \`\${name}\` stands for one of \`vars\`, and \`\${env:NAME:-default}\` for one of the environment.

## Distributions

Where it says *time or distribution*, a plain time is constant, and a map with one of these keys is drawn from. Sizes and
plain numbers likewise.

| kind | keys | meaning |
| --- | --- | --- |
${distributions()}

## The whole scenario

${tableOf(scenario)}

${below(scenario)
  .flatMap((place) => chapters(place, 2))
  .join('\n\n')}

## Measures

For \`expect.NAME.measure\`. NAME stands for a model, a decoy or a canary of the scenario.

| measure | unit | window | meaning |
| --- | --- | --- | --- |
${measures()}
`;
}

if (import.meta.main) writeFileSync(new URL('../docs/language.md', import.meta.url), languageDocs());
