/**
 * From the form (what the user wrote, quantities read, defaults in) to the scenario that the code runs.
 *
 * Each section has a file of its own; here they are put in order, because faults need models and the length of the
 * run, and objectives need faults. Everything impossible is told; what is merely unwise is for sense.ts.
 */

import { compileFaults } from './compile-faults.ts';
import { compileEnrichment, compileModels } from './compile-models.ts';
import { compileObjectives } from './compile-objectives.ts';
import { compileRendezvous } from './compile-policy.ts';
import { compileStreams } from './compile-streams.ts';
import { compileTraffic } from './compile-traffic.ts';
import type { Compiling } from './compiling.ts';
import { refuse } from './compiling.ts';
import { namesOf } from './references.ts';
import { type RunLength, runLength } from './run-length.ts';
import type { Model, Scenario, Source } from './scenario.ts';

export interface Compiled {
  readonly scenario: Scenario;
  readonly length: RunLength;
}

export async function compile(
  compiling: Compiling,
  lineOf: (objective: string) => number | undefined,
): Promise<Compiled> {
  const { form } = compiling;
  const traffic = compileTraffic(compiling);
  checkBounds(traffic, compiling);
  const durationUs = form.duration ?? Infinity;
  const requests = form.requests ?? Infinity;
  const length = runLength(durationUs, requests, traffic);
  checkWarmup(length, compiling);
  const models = compileModels(compiling).map((model) => withReference(model, length));
  const rendezvous = await compileRendezvous(compiling);
  const faults = compileFaults({ models, sources: traffic, length }, compiling);
  const names = namesOf(form);
  const objectives = compileObjectives({ faults, names, length, lineOf }, compiling);
  const scenario: Scenario = {
    name: form.name ?? '',
    about: form.about ?? '',
    seed: form.seed,
    durationUs,
    requests,
    warmup: form.warmup === 'auto' ? 'auto' : { us: form.warmup },
    traffic,
    enrichment: compileEnrichment(compiling),
    models,
    streams: compileStreams(compiling),
    rendezvous,
    faults,
    objectives,
    live: form.live,
  };
  return { scenario, length };
}

/** A run ends by `duration`, by `requests`, or by itself where all arrivals are recorded. */
function checkBounds(traffic: readonly Source[], compiling: Compiling): void {
  const { duration, requests } = compiling.form;
  if (duration !== undefined && requests !== undefined) {
    const hint = 'give exactly one of them';
    compiling.report.error({
      path: ['requests'],
      code: 'one-kind',
      message: 'duration and requests are both given',
      hint,
      at: 'key',
    });
  }
  if (duration !== undefined || requests !== undefined) return;
  const endless = traffic.find((source) => source.arrivals.kind !== 'trace');
  if (endless === undefined && traffic.length > 0) return;
  const why = endless === undefined ? '' : `, and the source \`${endless.name}\` never ends by itself`;
  const message = `the scenario lacks \`duration\` or \`requests\`${why}`;
  compiling.report.error({
    path: [],
    code: 'key-missing',
    message,
    hint: 'add `duration`: how long traffic runs',
  });
}

function checkWarmup(length: RunLength, compiling: Compiling): void {
  const { warmup } = compiling.form;
  if (warmup === 'auto' || warmup === 0 || !length.isExact) return;
  const says = 'is not shorter than the run, so nothing would be measured';
  if (warmup >= length.us) refuse(compiling, ['warmup'], 'outside-run', says, 'shorten it');
}

const LARGEST_REFERENCE = 1 / 5;

/** A canary's reference takes at most a fifth of the run, else there would be little left to watch. */
function withReference(model: Model, length: RunLength): Model {
  if (model.monitor === undefined || !Number.isFinite(length.us)) return model;
  const referenceUs = Math.min(model.monitor.referenceUs, Math.floor(length.us * LARGEST_REFERENCE));
  return { ...model, monitor: { ...model.monitor, referenceUs } };
}
