/**
 * Objectives that say nothing: that cannot fail, that cannot hold, or for which the run is too short.
 *
 * Zero misses in n requests show only that fewer than about 4/n miss (by Wilson's 95 % interval, which judges them), so a
 * claim about one in a thousand needs some four thousand requests before it can be told from luck.
 */
import { mayAnswer } from '../rendezvous/role.ts';
import { fastestOf, type Judged, modelsOf } from './asked-models.ts';
import { percent } from './compile-distribution.ts';
import { inWords } from './compile-faults.ts';
import { type Measure, readMeasure } from './measures.ts';
import type { Report } from './problems.ts';
import type { Objective, Scenario } from './scenario.ts';

/** Of n requests without a miss Wilson's interval reaches up to z² / (n + z²); this is z² at 95 %. */
const Z_SQUARED = 3.8415;

export function checkObjectives(judged: Judged, report: Report): void {
  const { scenario } = judged;
  const names = {
    models: scenario.models.map(({ name }) => name),
    decoys: scenario.models.filter(({ role }) => role === 'decoy').map(({ name }) => name),
    canaries: scenario.models.filter(({ role }) => role === 'canary').map(({ name }) => name),
  };
  for (const objective of scenario.objectives) {
    const reading = readMeasure(objective.measure, names);
    if (!reading.ok) continue;
    const path = ['expect', objective.name, objective.bound];
    const warn = (code: Parameters<Report['warning']>[0]['code'], says: string, hint: string) =>
      report.warning({ path, code, message: `expect.${objective.name} ${says}`, hint });
    const hollow = hollowness(objective, reading.value.name, scenario);
    if (hollow !== undefined) warn(hollow.code, hollow.says, hollow.hint);
    else checkSize(objective, reading.value.measure, judged, warn);
  }
}

interface Hollow {
  readonly code: 'objective-cannot-fail' | 'objective-cannot-hold' | 'objective-without-data';
  readonly says: string;
  readonly hint: string;
}

function hollowness(objective: Objective, name: string | undefined, scenario: Scenario): Hollow | undefined {
  return withoutData(objective, scenario) ?? cannotFail(objective) ?? cannotHold(objective, name, scenario);
}

function withoutData({ measure }: Objective, { traffic }: Scenario): Hollow | undefined {
  if (measure !== 'canary.detectionDelay' && measure !== 'canary.missed') return undefined;
  if (traffic.some((source) => source.shifts.length > 0)) return undefined;
  return {
    code: 'objective-without-data',
    says: 'is about the detection of shifts, but no source has any',
    hint: 'add `shifts` to a source',
  };
}

function cannotFail({ measure, bound, target, unit }: Objective): Hollow | undefined {
  // The one figure that can be below zero.
  if (measure.endsWith('.headroom')) return undefined;
  const isFree = bound === 'atLeast' ? target === 0 : unit === 'share' && target === 1;
  if (!isFree) return undefined;
  const says = `asks for ${bound === 'atLeast' ? 'at least nothing' : 'at most everything'}, so it cannot fail`;
  return { code: 'objective-cannot-fail', says, hint: 'choose a bound that could be missed' };
}

function cannotHold(objective: Objective, name: string | undefined, scenario: Scenario): Hollow | undefined {
  const says =
    objective.bound === 'atLeast' ? lackOf(objective, name, scenario) : tooFast(objective, scenario);
  return says === undefined
    ? undefined
    : { code: 'objective-cannot-hold', says, hint: 'change the bound, or what it is about' };
}

/** Why there is none of what an `atLeast` asks for. */
function lackOf(
  { measure, target }: Objective,
  name: string | undefined,
  scenario: Scenario,
): string | undefined {
  const model = scenario.models.find((candidate) => candidate.name === name);
  if (measure === 'outcome.default' && scenario.rendezvous.default === undefined) {
    return 'asks for defaults, but rendezvous.default is `none`';
  }
  if (measure === 'outcome.lesser' && modelsOf(scenario).length === 1) {
    return 'asks for answers of lesser models, but the policy has only one model';
  }
  if (measure.endsWith('.share') && model !== undefined && !mayAnswer(model.role)) {
    return `asks for answers of \`${model.name}\`, a ${model.role}, which must not answer`;
  }
  if (measure.endsWith('.onTime') && model?.role === 'decoy') {
    return `asks for scores of \`${model.name}\`, a decoy, which never scores`;
  }
  const { retentionUs } = scenario.streams;
  if (measure.endsWith('.headroom') && target > retentionUs) {
    return `asks for more headroom than streams.retention, ${inWords(retentionUs)}`;
  }
  return undefined;
}

function tooFast({ measure, target }: Objective, scenario: Scenario): string | undefined {
  if (!measure.startsWith('latency.') || scenario.rendezvous.policy.kind === 'module') return undefined;
  const fastest = fastestOf(scenario);
  if (!Number.isFinite(fastest.us) || target >= fastest.us) return undefined;
  const { deadlineUs, returnBudgetUs } = scenario.rendezvous;
  if (deadlineUs - returnBudgetUs <= target) return undefined;
  return `asks for ${inWords(target)}, but the fastest model, \`${fastest.name}\`, hardly ever scores in less than ${inWords(fastest.us)}`;
}

type Warn = (code: 'too-few-requests', says: string, hint: string) => void;

function checkSize(objective: Objective, measure: Measure, judged: Judged, warn: Warn): void {
  const rare = rareShare(objective, measure);
  if (rare === undefined || measure.wholeRunOnly || objective.window.kind === 'worst') return;
  const available = requestsIn(objective, judged);
  const needed = Math.ceil(Z_SQUARED * (1 / rare - 1));
  if (!(available < needed)) return;
  const says = `is about one request in ${Math.round(1 / rare)}, but its window has only about ${Math.round(available)}`;
  warn(
    'too-few-requests',
    says,
    `it takes some ${needed} requests to tell ${percent(rare)} from luck; let the run be longer`,
  );
}

/** The share of requests that the claim is about: misses of a share, the tail of a percentile. */
function rareShare({ unit, bound, target }: Objective, measure: Measure): number | undefined {
  if (measure.tail !== undefined) return measure.tail;
  if (unit !== 'share' || target === 0 || target === 1) return undefined;
  return bound === 'atLeast' ? 1 - target : target;
}

/** Requests that the window is likely to have; Infinity where that cannot be told. */
function requestsIn({ window }: Objective, { scenario, length }: Judged): number {
  const perUs = length.requests / length.us;
  const fromUs = scenario.warmup === 'auto' ? 0 : scenario.warmup.us;
  const measured = (from: number, to: number) =>
    Math.max(0, Math.min(to, length.us) - Math.max(from, fromUs)) * perUs;
  if (!Number.isFinite(perUs) || length.us === 0) return Infinity;
  if (window.kind === 'whole' || window.kind === 'worst') return measured(0, length.us);
  const windows = scenario.faults[window.fault]?.windows ?? [];
  if (windows.length === 0) return Infinity;
  if (window.kind === 'during')
    return windows.reduce((sum, { fromUs: from, toUs }) => sum + measured(from, toUs), 0);
  return measured((windows.at(-1)?.toUs ?? 0) + window.withinUs, length.us);
}
