/**
 * The scenario language as one schema: what users may write, what editors complete, what the loader checks.
 *
 * Everything about the form of a single value is here and in the parts it is made of; what needs more than one value
 * (references, windows inside the run, capacity) is not. Order of keys here is the order of the resolved scenario.
 */
import { z } from 'zod';
import { fault, objective } from './fault-schema.ts';
import { count, leaf, name, span, spanOrAuto, text } from './leaf.ts';
import { live } from './live-schema.ts';
import { enrichment, model } from './model-schema.ts';
import { bad, good, show } from './quantity.ts';
import { rendezvous, streams } from './rendezvous-schema.ts';
import { named, rules, section } from './shape.ts';
import { source } from './traffic-schema.ts';

const version = leaf<1, 1>({ anyOf: [{ const: 1 }] }, 1, (value) =>
  value === 1
    ? good(1)
    : bad('version-unknown', `is ${show(value)}, but this program reads version 1`, 'write 1'),
);

export const MOST_REQUESTS = 4e9;

const free = z.record(z.string(), z.unknown());
rules.add(free, { isFree: true });

/** Keys that shape the scenario while it is resolved and are gone afterwards. */
export const RESOLVING = {
  $schema: text().optional().describe('Where an editor finds the schema.'),
  extends: text().optional().describe('A parent, relative to this file: maps merge, lists replace.'),
  vars: free.optional().describe(`Values for \${name}.`),
  matrix: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .optional()
    .describe('Dotted path → values; one run per combination.'),
};

const definition = {
  version: version.describe('Version of the scenario language.'),
  name: name().describe('Name of the scenario; the file’s by default.').optional(),
  about: text().optional().describe('One sentence for the report.'),
  seed: count(0, Number.MAX_SAFE_INTEGER, 'a whole number from 0')
    .prefault(1)
    .describe('Everything drawn follows from it; `--seed` overrides.'),
  duration: span().optional().describe('How long traffic runs; then the run drains.'),
  requests: count(1, MOST_REQUESTS, 'from 1 to 4 G')
    .optional()
    .describe('Instead of `duration`: stop after so many.'),
  warmup: spanOrAuto()
    .prefault('0s')
    .describe('Requests of this first stretch are left out of every figure; `auto` finds it (MSER-5).'),
  traffic: named(source).describe('Sources of requests.'),
  enrichment: enrichment.optional().describe('A step that every request passes once, before the fan-out.'),
  models: named(model).describe('Models by name; their order is the order of ties.'),
  streams: streams.prefault({}).describe('The log: input, scores and results, co-partitioned.'),
  rendezvous: rendezvous.describe('The rendezvous server: when it decides, and how.'),
  faults: named(fault).prefault({}).describe('Planned hardship.'),
  expect: named(objective).prefault({}).describe('Objectives: what must hold.'),
  live: live.optional().describe('Runs on real Kafka: where they get their brokers.'),
};

const instead = [[['duration'], ['requests']]];

/** A scenario after extends, matrix, `--set`, vars and env. */
export const resolvedSchema = section('A scenario of rendezvous-testbed.', definition, instead);

/** A scenario as it stands in a file. */
export const scenarioSchema = section(
  'A scenario of rendezvous-testbed: traffic, models, streams, a rendezvous server, faults and objectives.',
  { ...RESOLVING, ...definition },
  instead,
);

/** A scenario as a user writes it in TypeScript. */
export type ScenarioInput = z.input<typeof scenarioSchema> & { readonly [free: `x-${string}`]: unknown };
/** A scenario whose quantities are read and whose defaults are filled in. */
export type ScenarioForm = z.output<typeof resolvedSchema>;

/** Checks the keys of an object literal and helps to complete them; gives it back as it is. */
export function defineScenario(input: ScenarioInput): ScenarioInput {
  return input;
}
