/** Reads a value out of a resolved scenario, which a result carries as plain data of any form. */

/** The member of that name, undefined where there is none. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
