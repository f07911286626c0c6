/**
 * Holds a value against a JSON Schema: as much of draft-07 as the schema of scenarios uses, and no more.
 *
 * An editor has a whole validator; this one is here so that a test can tell what such an editor would say. A keyword
 * that it does not know is an error, never passed over.
 */
type Json = Readonly<Record<string, unknown>>;

const SILENT = new Set(['$schema', 'title', 'description', 'default', 'examples', 'definitions', 'then']);

export function violations(root: unknown, value: unknown, schema: unknown = root, path = '$'): string[] {
  if (!isMap(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    if (SILENT.has(keyword)) return [];
    const check = CHECKS[keyword];
    return check === undefined
      ? [`${path}: unknown keyword ${keyword}`]
      : check({ root, schema, argument, value, path });
  });
}

interface Check {
  readonly root: unknown;
  readonly schema: Json;
  readonly argument: unknown;
  readonly value: unknown;
  readonly path: string;
}

const no = (holds: boolean, { path, argument }: Check, keyword: string): string[] =>
  holds ? [] : [`${path}: ${keyword} ${JSON.stringify(argument)}`];

const CHECKS: Readonly<Record<string, (check: Check) => string[]>> = {
  type: (check) =>
    no(
      [check.argument].flat().some((type) => isOf(check.value, type)),
      check,
      'type',
    ),
  const: (check) => no(check.value === check.argument, check, 'const'),
  enum: (check) => no([check.argument].flat().includes(check.value), check, 'enum'),
  pattern: (check) =>
    no(
      typeof check.value !== 'string' || new RegExp(String(check.argument)).test(check.value),
      check,
      'pattern',
    ),
  minimum: (check) =>
    no(typeof check.value !== 'number' || check.value >= Number(check.argument), check, 'minimum'),
  minItems: (check) =>
    no(!Array.isArray(check.value) || check.value.length >= Number(check.argument), check, 'minItems'),
  minProperties: (check) => no(sizeOf(check.value) >= Number(check.argument), check, 'minProperties'),
  maxProperties: (check) =>
    no(!isMap(check.value) || sizeOf(check.value) <= Number(check.argument), check, 'maxProperties'),
  required: (check) =>
    no(
      !isMap(check.value) ||
        [check.argument].flat().every((key) => Object.hasOwn(Object(check.value), String(key))),
      check,
      'required',
    ),
  anyOf: (check) => {
    const sides = [check.argument]
      .flat()
      .map((side) => violations(check.root, check.value, side, check.path));
    return sides.some((side) => side.length === 0)
      ? []
      : ([...sides].sort((a, b) => b.length - a.length)[0] ?? []);
  },
  allOf: (check) =>
    [check.argument].flat().flatMap((part) => violations(check.root, check.value, part, check.path)),
  $ref: (check) =>
    violations(check.root, check.value, resolved(check.root, String(check.argument)), check.path),
  items: (check) =>
    Array.isArray(check.value)
      ? check.value.flatMap((item, index) =>
          violations(check.root, item, check.argument, `${check.path}[${index}]`),
        )
      : [],
  properties: (check) =>
    each(check, (key) =>
      isMap(check.argument) && Object.hasOwn(check.argument, key) ? check.argument[key] : undefined,
    ),
  patternProperties: (check) =>
    each(
      check,
      (key) => Object.entries(Object(check.argument)).find(([pattern]) => new RegExp(pattern).test(key))?.[1],
    ),
  additionalProperties: (check) =>
    keysOf(check.value)
      .filter((key) => !isKnown(check.schema, key))
      .flatMap((key) =>
        check.argument === false
          ? [`${check.path}: additional ${key}`]
          : violations(check.root, Object(check.value)[key], check.argument, `${check.path}.${key}`),
      ),
  propertyNames: (check) =>
    keysOf(check.value).flatMap((key) => violations(check.root, key, check.argument, `${check.path}.${key}`)),
  if: () => [],
  else: (check) =>
    violations(check.root, check.value, check.schema.if).length === 0
      ? []
      : violations(check.root, check.value, check.argument, check.path),
};

function each({ root, value, path }: Check, schemaOf: (key: string) => unknown): string[] {
  return keysOf(value).flatMap((key) =>
    violations(root, Object(value)[key], schemaOf(key) ?? {}, `${path}.${key}`),
  );
}

function isKnown({ properties, patternProperties }: Json, key: string): boolean {
  const matches = Object.keys(Object(patternProperties)).some((pattern) => new RegExp(pattern).test(key));
  return matches || (isMap(properties) && Object.hasOwn(properties, key));
}

function resolved(root: unknown, ref: string): unknown {
  return ref
    .split('/')
    .slice(1)
    .reduce<unknown>((value, step) => (isMap(value) ? value[step] : undefined), root);
}

function isOf(value: unknown, type: unknown): boolean {
  if (type === 'object') return isMap(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(value: unknown): string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function sizeOf(value: unknown): number {
  return isMap(value) ? Object.keys(value).length : Infinity;
}
