/**
 * The scenario with every default written out, keys in the order of the schema: what `config` prints, what the
 * fingerprint is taken of, and what is compiled. It is again a scenario that a user could have written.
 */
import { resolvedSchema } from './input-schema.ts';
import { below, defaultOf, isNamed, type Schema, sectionsOf, start } from './schema-walk.ts';
import { isPlainMap, type Plain, type PlainMap } from './tree.ts';

export function complete(plain: Plain, fallbackName: string): Plain {
  return filled(withDependentDefaults(plain, fallbackName), start(resolvedSchema));
}

function filled(value: Plain, schemas: readonly Schema[]): Plain {
  if (isList(value)) return value.map((item, index) => filled(item, below(schemas, String(index))));
  if (!isPlainMap(value)) return value;
  const section = fittingSection(value, schemas);
  if (section === undefined || (isNamed(schemas) && section === undefined))
    return filledNames(value, schemas);
  const entries: [string, Plain][] = [];
  for (const key of Object.keys(section.shape)) {
    const given = Object.hasOwn(value, key) ? value[key] : defaultFor(section.shape[key]);
    if (given !== undefined) entries.push([key, filled(given, below(schemas, key))]);
  }
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(section.shape, key));
  for (const key of unknown) entries.push([key, value[key] ?? null]);
  return Object.fromEntries(entries);
}

function filledNames(value: PlainMap, schemas: readonly Schema[]): Plain {
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, filled(child, below(schemas, key))]),
  );
}

/** At an “either” of two maps, the one that knows the keys. */
function fittingSection(value: PlainMap, schemas: readonly Schema[]) {
  const sections = sectionsOf(schemas);
  return (
    sections.find((section) => Object.keys(value).every((key) => Object.hasOwn(section.shape, key))) ??
    sections[0]
  );
}

function defaultFor(schema: Schema | undefined): Plain | undefined {
  const found = schema && defaultOf(schema);
  return found === undefined ? undefined : asPlain(found.value);
}

function asPlain(value: unknown): Plain {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, asPlain(child)]));
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Defaults that hang on something else: on a model's role, on the kind of arrivals, on the file's name. */
function withDependentDefaults(plain: Plain, fallbackName: string): Plain {
  if (!isPlainMap(plain)) return plain;
  const named = Object.hasOwn(plain, 'name') ? plain : { ...plain, name: fallbackName };
  return {
    ...named,
    ...each(plain, 'traffic', withSpacing),
    ...each(plain, 'models', withRoleDefaults),
    ...each(plain, 'faults', withReplica),
  };
}

function each(plain: PlainMap, section: string, change: (entry: PlainMap) => PlainMap): PlainMap {
  const entries = plain[section];
  if (!isPlainMap(entries)) return {};
  const changed = Object.entries(entries).map(([name, entry]) => [
    name,
    isPlainMap(entry) ? change(entry) : entry,
  ]);
  return { [section]: Object.fromEntries(changed) };
}

function withSpacing(source: PlainMap): PlainMap {
  const { arrivals } = source;
  if (!isPlainMap(arrivals) || !Object.hasOwn(arrivals, 'rate') || Object.hasOwn(arrivals, 'spacing'))
    return source;
  return { ...source, arrivals: { ...arrivals, spacing: 'poisson' } };
}

function withRoleDefaults(model: PlainMap): PlainMap {
  if (model.role === 'decoy') return { serviceTime: '0s', archive: {}, ...model };
  return model.role === 'canary' ? { monitor: {}, ...model } : model;
}

const WHOLE = new Set(['rendezvous', 'enrichment', 'frontend', 'broker']);

/** `replica: all` wherever a target has replicas. */
function withReplica(fault: PlainMap): PlainMap {
  const entries = Object.entries(fault).map(([key, value]): [string, Plain] => {
    const hasReplicas =
      isPlainMap(value) &&
      typeof value.target === 'string' &&
      (value.target === 'rendezvous' || !WHOLE.has(value.target)) &&
      !Object.hasOwn(value, 'replica');
    return hasReplicas ? [key, { ...value, replica: 'all' }] : [key, value];
  });
  return Object.fromEntries(entries);
}
