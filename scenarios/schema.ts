/**
 * The JSON Schema (draft-07) by which editors complete, hover and check a scenario.
 *
 * Made from the same schema that the loader reads with; here only what an editor has to know besides is added: free
 * keys, `${…}` wherever a value may stand, and that a file which `extends` another need not be whole.
 */
import { z } from 'zod';
import { scenarioSchema } from './input-schema.ts';

type JsonSchema = Record<string, unknown>;

const VARIABLE = { type: 'string', pattern: '\\$\\{[^{}]*\\}', description: 'A variable.' };

export function scenarioJsonSchema(): object {
  const schema: JsonSchema = z.toJSONSchema(scenarioSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => {
      allowFreeKeys(jsonSchema);
      if (path.at(-1) !== 'propertyNames') allowVariables(jsonSchema);
    },
  });
  const needed = takeRequired(schema);
  const { $schema, ...rest } = schema;
  return {
    $schema,
    title: 'Scenario of rendezvous-testbed',
    ...rest,
    if: { required: ['extends'] },
    else: needed,
  };
}

/** `x-…` keys belong to the user, in every map with known keys; a map of kinds has none to spare. */
function allowFreeKeys(schema: JsonSchema): void {
  const hasKnownKeys = schema.properties !== undefined && schema.additionalProperties === false;
  if (hasKnownKeys && schema.maxProperties === undefined) schema.patternProperties = { '^x-': {} };
}

const SCALARS = ['string', 'integer', 'number', 'boolean'];

/** A quantity or a choice may be filled in later; free text holds variables anyway. */
function allowVariables(schema: JsonSchema): void {
  const { description, default: fallback, examples, $schema, definitions, ...value } = schema;
  const isLimited = schema.pattern !== undefined || schema.enum !== undefined || schema.type !== 'string';
  if (SCALARS.includes(String(schema.type)) && isLimited) {
    for (const key of Object.keys(value)) delete schema[key];
    schema.anyOf = [value, VARIABLE];
  } else if (Array.isArray(schema.anyOf) && schema.anyOf.every((side) => isScalar(side))) {
    // A node that several keys share is offered once for each of them.
    if (!schema.anyOf.includes(VARIABLE)) schema.anyOf.push(VARIABLE);
  }
}

function isScalar(schema: unknown): boolean {
  return isSchema(schema) && ('const' in schema || SCALARS.includes(String(schema.type)));
}

/**
 * Takes `required` out of the maps that merge with a parent's, and gives it back as a schema of its own, which holds
 * only for files without a parent.
 */
function takeRequired(schema: JsonSchema): JsonSchema {
  const needed: JsonSchema = {};
  if (schema.required !== undefined) needed.required = schema.required;
  delete schema.required;
  const properties = Object.entries(isSchema(schema.properties) ? schema.properties : {}).flatMap(
    ([key, child]) => {
      const inner = isSchema(child) ? takeRequired(child) : {};
      return Object.keys(inner).length > 0 ? [[key, inner]] : [];
    },
  );
  if (properties.length > 0) needed.properties = Object.fromEntries(properties);
  if (isSchema(schema.additionalProperties)) {
    const inner = takeRequired(schema.additionalProperties);
    if (Object.keys(inner).length > 0) needed.additionalProperties = inner;
  }
  return needed;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
