/**
 * Names that must lead somewhere: models in a policy, targets of faults, sources, faults in objectives, features.
 *
 * Works on the plain scenario, whatever else is wrong with it, so that one mistake does not hide another. What is not
 * of the right form is passed over here; the form is told elsewhere.
 */
import { mayAnswer, ROLES } from '../rendezvous/role.ts';
import { dotted, type Path } from './diagnostic.ts';
import { DECOY_WORDS, type Names, readMeasure } from './measures.ts';
import { list, suggestion } from './nearest.ts';
import type { Report } from './problems.ts';
import { isPlainMap, type PlainMap, plainAt } from './tree.ts';

export const RESERVED_TARGETS = ['rendezvous', 'enrichment', 'frontend', 'broker'];

export function checkReferences(plain: unknown, report: Report): void {
  new References(plain, report).check();
}

export function namesOf(plain: unknown): Names {
  const models = Object.entries(mapAt(plain, ['models']));
  const withRole = (role: string) =>
    models.filter(([, model]) => plainAt(model, ['role']) === role).map(([name]) => name);
  return { models: models.map(([name]) => name), decoys: withRole('decoy'), canaries: withRole('canary') };
}

class References {
  private readonly plain: unknown;
  private readonly report: Report;
  private readonly names: Names;
  private readonly sources: PlainMap;

  constructor(plain: unknown, report: Report) {
    this.plain = plain;
    this.report = report;
    this.names = namesOf(plain);
    this.sources = mapAt(plain, ['traffic']);
  }

  check(): void {
    this.modelNames();
    this.policy();
    this.faults();
    this.objectives();
    this.features();
  }

  private modelNames(): void {
    for (const name of this.names.models) {
      if (RESERVED_TARGETS.includes(name)) {
        const hint = `${list(RESERVED_TARGETS)} are parts of every scenario; call it otherwise`;
        this.refuse(
          ['models', name],
          'name-reserved',
          `\`${name}\` cannot be the name of a model`,
          hint,
          'key',
        );
      }
    }
    for (const name of this.names.decoys.filter((decoy) => DECOY_WORDS.includes(decoy))) {
      const hint = `decoy.${name} is a measure; call it otherwise`;
      this.refuse(
        ['models', name],
        'name-reserved',
        `\`${name}\` cannot be the name of a decoy`,
        hint,
        'key',
      );
    }
  }

  private policy(): void {
    const policy: Path = ['rendezvous', 'policy'];
    this.answering([...policy, 'priority', 'order']);
    this.answering([...policy, 'first', 'of']);
    this.answering([...policy, 'ensemble', 'of']);
    this.answering([...policy, 'adaptive', 'order']);
    const steps = plainAt(this.plain, [...policy, 'schedule', 'steps']);
    if (Array.isArray(steps)) {
      for (const index of steps.keys()) this.answering([...policy, 'schedule', 'steps', index, 'accept']);
    }
    const shares: Path = [...policy, 'split', 'shares'];
    for (const name of Object.keys(mapAt(this.plain, shares))) this.mayAnswer(name, [...shares, name], 'key');
  }

  private answering(path: Path): void {
    const models = plainAt(this.plain, path);
    if (!Array.isArray(models)) return;
    const seen = new Set<unknown>();
    for (const [index, name] of models.entries()) {
      const at = [...path, index];
      if (isName(name)) this.mayAnswer(name, at, 'value');
      if (seen.has(name))
        this.refuse(at, 'named-twice', `${dotted(path)} names \`${name}\` twice`, 'name it once');
      seen.add(name);
    }
  }

  private mayAnswer(name: string, path: Path, at: 'key' | 'value'): void {
    const role = plainAt(this.plain, ['models', name, 'role']);
    if (!this.names.models.includes(name)) {
      const hint = suggestion(name, this.names.models, 'a model');
      this.refuse(path, 'model-unknown', `${dotted(path)} names \`${name}\`, which is not a model`, hint, at);
      return;
    }
    const known = ROLES.find((candidate) => candidate === role);
    if (known === undefined || mayAnswer(known)) return;
    const message = `${dotted(path)} names \`${name}\`, a ${known}, which must not answer`;
    this.refuse(path, 'role-forbidden', message, 'primary, backstop and challenger may answer', at);
  }

  private faults(): void {
    for (const [fault, definition] of Object.entries(mapAt(this.plain, ['faults']))) {
      if (!isPlainMap(definition)) continue;
      for (const [kind, hardship] of Object.entries(definition)) {
        const path = ['faults', fault, kind];
        const target = plainAt(hardship, ['target']);
        const source = plainAt(hardship, ['source']);
        if (isName(target)) this.target(target, [...path, 'target']);
        if (isName(source)) this.source(source, [...path, 'source']);
      }
    }
  }

  private target(name: string, path: Path): void {
    const known = [...this.names.models, ...RESERVED_TARGETS];
    const isThere = known.includes(name);
    if (isThere && (name !== 'enrichment' || Object.hasOwn(mapAt(this.plain, []), 'enrichment'))) return;
    const message = isThere
      ? `${dotted(path)} is \`enrichment\`, but the scenario has none`
      : `${dotted(path)} is \`${name}\`, which is nothing in this scenario`;
    this.refuse(
      path,
      'target-unknown',
      message,
      suggestion(
        name,
        known.filter((other) => other !== name),
        'a target',
      ),
    );
  }

  private source(name: string, path: Path): void {
    const known = Object.keys(this.sources);
    if (known.includes(name)) return;
    const message = `${dotted(path)} is \`${name}\`, which is not a source of traffic`;
    this.refuse(path, 'source-unknown', message, suggestion(name, known, 'a source'));
  }

  private objectives(): void {
    const faults = Object.keys(mapAt(this.plain, ['faults']));
    for (const [name, objective] of Object.entries(mapAt(this.plain, ['expect']))) {
      for (const key of ['during', 'after']) {
        const fault = plainAt(objective, [key]);
        if (!isName(fault) || faults.includes(fault)) continue;
        const message = `expect.${name}.${key} names \`${fault}\`, which is not a fault`;
        this.refuse(['expect', name, key], 'fault-unknown', message, suggestion(fault, faults, 'a fault'));
      }
      this.measure(plainAt(objective, ['measure']), ['expect', name, 'measure']);
    }
  }

  private measure(measure: unknown, path: Path): void {
    if (!isName(measure)) return;
    const reading = readMeasure(measure, this.names);
    if (reading.ok) return;
    const { code, says, hint } = reading.problem;
    this.report.error({ path, code, message: `${dotted(path)} ${says}`, hint });
  }

  private features(): void {
    for (const name of this.names.models) {
      const score: Path = ['models', name, 'score', 'of'];
      const feature = plainAt(this.plain, score);
      if (isName(feature)) this.everywhere(feature, score, 'value');
      this.costs(['models', name, 'serviceTime', 'linear', 'per']);
    }
    this.costs(['enrichment', 'serviceTime', 'linear', 'per']);
    for (const [source, definition] of Object.entries(this.sources)) this.shifts(source, definition);
  }

  private costs(path: Path): void {
    for (const feature of Object.keys(mapAt(this.plain, path)))
      this.everywhere(feature, [...path, feature], 'key');
  }

  private everywhere(feature: string, path: Path, at: 'key' | 'value'): void {
    for (const [source, definition] of Object.entries(this.sources)) {
      const known = Object.keys(mapAt(definition, ['features']));
      if (known.includes(feature)) continue;
      const message = `${dotted(path)} needs the feature \`${feature}\`, which the source \`${source}\` does not have`;
      this.refuse(path, 'feature-unknown', message, suggestion(feature, known, 'a feature'), at);
    }
  }

  private shifts(source: string, definition: unknown): void {
    const shifts = plainAt(definition, ['shifts']);
    const known = Object.keys(mapAt(definition, ['features']));
    if (!Array.isArray(shifts)) return;
    for (const [index, shift] of shifts.entries()) {
      const feature = plainAt(shift, ['feature']);
      if (!isName(feature) || known.includes(feature)) continue;
      const path = ['traffic', source, 'shifts', index, 'feature'];
      const message = `${dotted(path)} is \`${feature}\`, which the source \`${source}\` does not have`;
      this.refuse(path, 'feature-unknown', message, suggestion(feature, known, 'a feature'));
    }
  }

  private refuse(
    path: Path,
    code: Parameters<Report['error']>[0]['code'],
    message: string,
    hint: string,
    at: 'key' | 'value' = 'value',
  ): void {
    this.report.error({ path, code, message, hint, at });
  }
}

/** Empty is what a variable without a value left behind, and told already. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function mapAt(plain: unknown, path: Path): PlainMap {
  const value = plainAt(plain, path);
  return isPlainMap(value) ? value : {};
}
