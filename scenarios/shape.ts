/**
 * The composite parts of the input schema: sections, one-kind maps, maps of names, and “this or that”.
 *
 * What zod cannot say of itself is kept beside it: which keys of a map stand for one another (`instead`), so that a
 * child scenario or `--set` that chooses another kind replaces the old one, and which text is a path of a file.
 */
import { z } from 'zod';
import { NAME_PATTERN } from './leaf.ts';
import { list } from './nearest.ts';

/** Sets of keys of which one set at a time makes sense: setting a key of one drops the keys of the others. */
export type Instead = readonly (readonly string[])[];

interface Rules {
  readonly instead?: readonly Instead[];
  /** Text that names a file, relative to the scenario's. */
  readonly isFile?: boolean;
  /** The user's own data, left as it is. */
  readonly isFree?: boolean;
  /** What takes the place of one that cannot be read, where something must stand. */
  readonly standIn?: unknown;
}

export const rules = z.registry<Rules>();

/** A map with known keys. */
export function section<Shape extends z.ZodRawShape>(
  about: string,
  shape: Shape,
  instead: readonly Instead[] = [],
) {
  const schema = z.strictObject(shape).meta({ description: about });
  if (instead.length > 0) rules.add(schema, { instead });
  return schema;
}

/** A map with exactly one key, the kind. */
export function kinds<Shape extends z.ZodRawShape>(about: string, shape: Shape, standIn?: unknown) {
  const names = Object.keys(shape);
  const schema = z
    .strictObject(shape)
    .superRefine((value, context) => {
      const found = Object.keys(value);
      if (found.length === 1) return;
      const says = found.length === 0 ? 'names no kind' : `names ${found.length} kinds (${list(found)})`;
      context.addIssue({
        code: 'custom',
        message: says,
        params: { code: 'one-kind', hint: `give exactly one of ${list(names)}` },
      });
    })
    .meta({ description: about, minProperties: 1, maxProperties: 1 });
  rules.add(schema, { instead: [names.map((name) => [name])], standIn });
  return schema;
}

/** A map from the user's names to definitions. */
export function named<Value extends z.ZodType>(value: Value) {
  return z.record(z.string().regex(NAME_PATTERN), value);
}

/** A scalar (or a word), or a map instead of it; issues are told of the side that the user chose. */
export function either<Plain extends z.ZodType, Composite extends z.ZodType>(
  plain: Plain,
  composite: Composite,
) {
  return z.union([plain, composite]);
}
