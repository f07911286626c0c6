/** `enrichment` and `models` from what the user wrote: base units, and what only some roles may have. */

import { distribution } from './compile-distribution.ts';
import { type Compiling, refuse } from './compiling.ts';
import { dotted, type Path } from './diagnostic.ts';
import type { ScenarioForm } from './input-schema.ts';
import type { Enrichment, Model } from './scenario.ts';

type ModelForm = ScenarioForm['models'][string];

/** Models are bits of an integer in the mailbox of a request. */
export const MOST_MODELS = 30;

export function compileEnrichment(compiling: Compiling): Enrichment | undefined {
  const form = compiling.form.enrichment;
  if (form === undefined) return undefined;
  const place = { path: ['enrichment', 'serviceTime'], of: 'times', linear: true } as const;
  return {
    serviceTime: distribution(form.serviceTime, place, compiling),
    concurrency: atATime(form.concurrency),
    errors: form.errors,
    onError: form.onError,
  };
}

export function compileModels(compiling: Compiling): Model[] {
  const models = Object.entries(compiling.form.models);
  if (models.length === 0) refuse(compiling, ['models'], 'list-empty', 'has no model', 'add one');
  if (models.length > MOST_MODELS) {
    refuse(
      compiling,
      ['models'],
      'too-many',
      `has ${models.length} models, but at most ${MOST_MODELS} are possible`,
      `take out ${models.length - MOST_MODELS} of them`,
    );
  }
  return models.map(([name, form]) => compileModel(name, form, compiling));
}

function compileModel(name: string, form: ModelForm, compiling: Compiling): Model {
  const path: Path = ['models', name];
  checkRole(form, path, compiling);
  checkReplicas(form.replicas, [...path, 'replicas'], compiling);
  const place = { path: [...path, 'serviceTime'], of: 'times', linear: true } as const;
  return {
    name,
    role: form.role,
    replicas: form.replicas,
    concurrency: atATime(form.concurrency),
    serviceTime: distribution(form.serviceTime ?? 0, place, compiling),
    correlation: form.correlation,
    skipExpired: form.skipExpired,
    errors: form.errors,
    coldStartUs: form.coldStart,
    batch: form.batch && { max: form.batch.max, waitUs: form.batch.wait, perItemUs: form.batch.perItem },
    score: form.score,
    version: form.version,
    archive: form.archive && {
      commit: form.archive.commit,
      every: form.archive.every,
      atMostUs: form.archive.atMost,
    },
    monitor: form.monitor && {
      referenceUs: form.monitor.reference,
      falseAlarmEveryUs: form.monitor.falseAlarmEvery,
    },
  };
}

function atATime(concurrency: number | 'unlimited'): number {
  return concurrency === 'unlimited' ? Infinity : concurrency;
}

/** More replicas than partitions would stand idle for ever: a mistake, not a choice. */
export function checkReplicas(replicas: number, path: Path, compiling: Compiling): void {
  const { partitions } = compiling.form.streams;
  if (replicas > partitions) {
    const says = `is ${replicas}, but the streams have only ${partitions} partitions, so the rest would have none`;
    const hint = `write at most ${partitions}, or raise streams.partitions`;
    refuse(compiling, path, 'replicas-above-partitions', says, hint);
  }
}

/** Keys of a decoy that would have no effect, as it archives one record at a time and never scores. */
const NOT_FOR_DECOYS = ['score', 'batch', 'skipExpired', 'errors', 'concurrency', 'correlation'] as const;

function checkRole(form: ModelForm, path: Path, compiling: Compiling): void {
  if (form.serviceTime === undefined) {
    compiling.report.error({
      path: [...path, 'serviceTime'],
      code: 'key-missing',
      message: `${dotted(path)} lacks \`serviceTime\``,
      hint: 'add `serviceTime`: how long one request takes',
      at: 'key',
    });
  }
  if (form.archive !== undefined && form.role !== 'decoy') {
    refuse(
      compiling,
      [...path, 'archive'],
      'role-unfit',
      `is for a decoy, but the role is ${form.role}`,
      'remove it',
    );
  }
  if (form.monitor !== undefined && form.role !== 'canary') {
    refuse(
      compiling,
      [...path, 'monitor'],
      'role-unfit',
      `is for a canary, but the role is ${form.role}`,
      'remove it',
    );
  }
  if (form.role === 'decoy') checkDecoy(form, path, compiling);
}

function checkDecoy(form: ModelForm, path: Path, compiling: Compiling): void {
  const neutral: Readonly<Record<string, unknown>> = {
    skipExpired: false,
    errors: 0,
    concurrency: 1,
    correlation: 0,
  };
  for (const key of NOT_FOR_DECOYS) {
    if (form[key] === undefined || form[key] === neutral[key]) continue;
    const says = 'means nothing for a decoy, which archives record by record and never scores';
    refuse(compiling, [...path, key], 'role-unfit', says, 'remove it');
  }
}
