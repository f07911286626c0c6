/**
 * What a failing property has to show: the sentence, one request as a time line, a scenario that anyone can run, and how
 * to find it again.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { PlainMap } from '../../scenarios/tree.ts';
import type { Breach, Property } from '../properties/property.ts';
import type { Subject } from '../subjects/subject.ts';
import { yamlOf } from './yaml-text.ts';

export interface Counterexample {
  readonly property: Property;
  readonly breach: Breach;
  /** How it was found: fast-check's seed and path, and how many cases and shrinks it took. */
  readonly found: Found;
  /** One request; empty where the breach is about none. */
  readonly timeline: string;
  /** A scenario whose run shows the same; undefined where there is none. Its files are relative to `folder`. */
  readonly scenario: PlainMap | undefined;
  readonly folder: string;
}

/** Which search it was. */
export type Level = 'interleavings' | 'scenarios';

export interface Found {
  readonly level: Level;
  readonly seed: number;
  /** `LEVEL/PATH`, as `check` takes it. */
  readonly path: string;
  readonly cases: number;
  readonly shrinks: number;
}

/** A property that does not hold; its message is the whole counterexample. */
export class PropertyViolation extends Error {
  override readonly name = 'PropertyViolation';
  readonly counterexample: Counterexample;

  constructor(counterexample: Counterexample, message: string) {
    super(message);
    this.counterexample = counterexample;
    // The place in the kit tells nobody anything.
    this.stack = `${this.name}: ${message}`;
  }
}

/** @param writeTo a folder that keeps the scenario */
export function violationOf(found: Counterexample, subject: Subject, writeTo?: string): PropertyViolation {
  return new PropertyViolation(found, told(found, subject, writeTo));
}

function told(found: Counterexample, subject: Subject, writeTo: string | undefined): string {
  const { property, breach, timeline } = found;
  return [
    property.sentence,
    `  This does not hold in "${subject.name}": ${breach.but}.\n  Due was ${breach.due}.`,
    ...(timeline === '' ? [] : [timeline]),
    scenarioTold(found, writeTo),
    againTold(found),
  ].join('\n\n');
}

function scenarioTold(found: Counterexample, writeTo: string | undefined): string {
  const { scenario, folder, property } = found;
  if (scenario === undefined)
    return '  No scenario of one request shows it: what it takes, such as a record that is read twice, no model can be told to do.';
  const to = resolve(writeTo ?? '.');
  const text = yamlOf(scenario, folder, to);
  const file = writeTo === undefined ? 'counterexample.yaml' : join(to, `${property.name}.yaml`);
  if (writeTo !== undefined) {
    mkdirSync(to, { recursive: true });
    writeFileSync(file, text);
  }
  const named = writeTo === undefined ? file : relative('.', file);
  const head = writeTo === undefined ? `  As ${file} in ${to}:` : `  Kept as ${named}:`;
  return `${head}\n\n${text.trimEnd()}\n\n  To see it happen:  npx rendezvous run ${named}`;
}

function againTold({ found: { level, seed, path, cases, shrinks } }: Counterexample): string {
  const said = `found in case ${cases} of the ${level}, made simpler ${shrinks} times`;
  return `  To find it again:  check with { seed: ${seed}, path: '${path}' }  (${said})`;
}
