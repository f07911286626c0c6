/**
 * Finding one's way in the input schema by the keys of a scenario.
 *
 * Merging, the removal of free keys, defaults and the order of keys all have to know which part of the schema a place
 * in the file belongs to; all of them ask here, so the schema stays the only description of the language.
 */
import { z } from 'zod';
import { rules } from './shape.ts';

export type Schema = z.core.$ZodType;

/** The schema without its wrappers, once for each side of an “either”. */
function sides(schema: Schema): Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return sides(schema.def.innerType);
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(sides);
  return [schema];
}

/** Walks are many and the schema never changes, so each step is looked up once. */
const steps = new WeakMap<readonly Schema[], Map<string, Schema[]>>();
const starts = new WeakMap<Schema, Schema[]>();

/** The schemas for what stands under a key of a map, or for the items of a list. */
export function below(schemas: readonly Schema[], key: string): Schema[] {
  const known = steps.get(schemas) ?? new Map<string, Schema[]>();
  steps.set(schemas, known);
  const place = schemas.some((schema) => schema instanceof z.ZodObject) ? key : 'any';
  const found = known.get(place) ?? stepInto(schemas, key);
  if (found.length > 0) known.set(place, found);
  return found;
}

function stepInto(schemas: readonly Schema[], key: string): Schema[] {
  return schemas.flatMap((schema) => childrenOf(schema, key)).flatMap(sides);
}

function childrenOf(schema: Schema, key: string): Schema[] {
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (schema instanceof z.ZodArray) return [schema.element];
  const child =
    schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
  return child === undefined ? [] : [child];
}

export function start(schema: Schema): Schema[] {
  const found = starts.get(schema) ?? sides(schema);
  starts.set(schema, found);
  return found;
}

/** The maps with known keys among the sides: at an “either” of two maps, both. */
export function sectionsOf(schemas: readonly Schema[]): z.ZodObject[] {
  return schemas.filter((schema) => schema instanceof z.ZodObject);
}

/** Keys here are names that the user gives. */
export function isNamed(schemas: readonly Schema[]): boolean {
  return schemas.some((schema) => schema instanceof z.ZodRecord);
}

/** What stands here is the user's own data. */
export function isFree(schemas: readonly Schema[]): boolean {
  return schemas.some((schema) => ruled(schema, (rule) => rule.isFree === true));
}

/** Any value may stand here, and `null` is one. */
export function holdsNull(schemas: readonly Schema[]): boolean {
  return schemas.some(
    (schema) => schema instanceof z.ZodUnknown && ruled(schema, (rule) => rule.isFree === true),
  );
}

export function isFile(schemas: readonly Schema[]): boolean {
  return schemas.some((schema) => ruled(schema, (rule) => rule.isFile === true));
}

function ruled(schema: Schema, holds: (rule: NonNullable<ReturnType<typeof rules.get>>) => boolean): boolean {
  const rule = rules.get(schema);
  return rule !== undefined && holds(rule);
}

/** Keys that have to go when one of `set` is set. */
export function replacedBy(schemas: readonly Schema[], set: readonly string[]): string[] {
  return schemas.flatMap((schema) =>
    (rules.get(schema)?.instead ?? []).flatMap((group) => losers(group, set)),
  );
}

function losers(group: readonly (readonly string[])[], set: readonly string[]): string[] {
  const isSet = (alternative: readonly string[]) => alternative.some((key) => set.includes(key));
  if (!group.some(isSet)) return [];
  return group.filter((alternative) => !isSet(alternative)).flat();
}

/** Whether a value of its own may stand here: leaves are the only schemas that read what they get. */
export function isLeaf(schemas: readonly Schema[]): boolean {
  return schemas.some((schema) => schema instanceof z.ZodPipe);
}

/** The words of which one may stand here. */
export function wordsOf(schemas: readonly Schema[]): string[] {
  return schemas.flatMap((schema) => (schema instanceof z.ZodEnum ? schema.options.map(String) : []));
}

/** Whether the scenario is whole without this key of a map. */
export function mayLack(schemas: readonly Schema[], key: string): boolean {
  return (
    isNamed(schemas) ||
    sectionsOf(schemas).some(({ shape }) => {
      const child = shape[key];
      return child instanceof z.ZodOptional || child instanceof z.ZodPrefault;
    })
  );
}

export function standInOf(schemas: readonly Schema[]): unknown {
  const ruling = schemas.map((schema) => rules.get(schema)?.standIn);
  return ruling.find((standIn) => standIn !== undefined);
}

/** The default of a key as a user would write it. */
export function defaultOf(schema: Schema): { readonly value: unknown } | undefined {
  if (schema instanceof z.ZodPrefault) return { value: schema.def.defaultValue };
  if (schema instanceof z.ZodOptional) return defaultOf(schema.def.innerType);
  return undefined;
}
