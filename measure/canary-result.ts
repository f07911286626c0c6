/**
 * Canaries in the result: alarms held against the truth, which the scenario knows.
 *
 * A shift concerns a canary if it changes the feature that the canary scores. It is detected by the first `input` alarm at or
 * after it and before the next shift.
 *
 * An `input` alarm compares now with a reference that was begun at the `input` alarm before it. It is justified if the
 * truth moved in between: if a shift had begun by now and was not over when that reference began. So a gradual shift may
 * have many alarms, the last of them after its end, because the reference was taken on the way; how long after depends
 * on how little there was still to come. Every other alarm is false, and so is every `model` alarm, because no fault
 * changes scores.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { exactly, type Figure, NO_FIGURE } from './evidence.ts';
import type { CanaryFigure } from './measures.ts';
import type { CanaryResult } from './result.ts';
import type { CanaryMeasures, RunMeasures } from './run-measures.ts';
import { scoreQuantiles } from './score-quantiles.ts';

interface Truth {
  readonly source: string;
  readonly feature: string;
  readonly atUs: number;
  readonly overUs: number;
}

type Alarm = CanaryMeasures['alarms'][number] & { readonly false: boolean };

/** One canary in one run, judged. */
interface Watch {
  readonly shifts: readonly Truth[];
  /** Per shift; undefined: missed. */
  readonly detectedUs: readonly (number | undefined)[];
  readonly alarms: readonly Alarm[];
  readonly referenceScores: number;
  readonly unpaired: number;
}

export function canaryResults(
  scenario: Scenario,
  runs: readonly RunMeasures[],
): Readonly<Record<string, CanaryResult>> {
  const results: Record<string, CanaryResult> = {};
  scenario.models.forEach(({ name, role, monitor }, model) => {
    if (role !== 'canary') return;
    const watches = runs.map((run) => watch(scenario, model, run));
    const samples = runs[0]?.canaries.find(({ canary }) => canary === model)?.samples;
    const quantiles = samples && scoreQuantiles(scenario, samples);
    const result = canaryResult(scenario, watches, monitor?.falseAlarmEveryUs ?? 0);
    results[name] = { ...result, ...(quantiles !== undefined && { quantiles }) };
  });
  return results;
}

function canaryResult(
  scenario: Scenario,
  watches: readonly Watch[],
  falseAlarmEveryUs: number,
): CanaryResult {
  const delays = watches.flatMap(delaysUs).filter((delay) => delay !== undefined);
  const alarms = watches.flatMap((each) => each.alarms);
  const total = (of: (each: Watch) => number) => watches.reduce((sum, each) => sum + of(each), 0);
  const everything = delays.length > 0 && total(missed) === 0;
  return {
    shifts: (watches[0]?.shifts ?? []).map(({ source, feature, atUs }, nth) => {
      const detected = watches.map((each) => each.detectedUs[nth]);
      const worst = detected.includes(undefined) ? undefined : Math.max(...detected.map((at) => at ?? 0));
      return { source, feature, atMs: atUs / 1000, detectedMs: worst === undefined ? null : worst / 1000 };
    }),
    alarms: alarms.map((alarm) => ({
      atMs: alarm.atUs / 1000,
      cause: alarm.cause,
      model: scenario.models[alarm.model]?.name ?? null,
      false: alarm.false,
    })),
    detectionDelayMs: {
      worst: everything ? Math.max(...delays) / 1000 : null,
      mean: delays.length === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / delays.length / 1000,
      n: delays.length,
    },
    missed: total(missed),
    falseAlarms: total(falseAlarms),
    falseAlarmEveryMs: falseAlarmEveryUs / 1000,
    referenceScores: total((each) => each.referenceScores),
    unpaired: total((each) => each.unpaired),
  };
}

/** A canary measure over all canaries and runs: the worst delay, the sums of missed shifts and of false alarms. */
export function canaryFigure(figure: CanaryFigure, scenario: Scenario, runs: readonly RunMeasures[]): Figure {
  const canaries = [...scenario.models.keys()].filter((at) => scenario.models[at]?.role === 'canary');
  const watches = canaries.flatMap((canary) => runs.map((run) => watch(scenario, canary, run)));
  const shifts = watches.reduce((sum, each) => sum + each.shifts.length, 0);
  if (figure === 'falseAlarms') {
    const scores = watches.reduce((sum, each) => sum + each.referenceScores, 0);
    return scores === 0 ? NO_FIGURE : exactly(sumOf(watches.map(falseAlarms)), scores);
  }
  if (shifts === 0) return NO_FIGURE;
  if (figure === 'missed') return exactly(sumOf(watches.map(missed)), shifts);
  const delays = watches.flatMap(delaysUs);
  return exactly(Math.max(...delays.map((delay) => delay ?? Number.POSITIVE_INFINITY)), shifts);
}

function watch(scenario: Scenario, canary: number, run: RunMeasures): Watch {
  const of = run.canaries.find((each) => each.canary === canary);
  const shifts = shiftsSeenBy(scenario, canary, run.trafficEndUs);
  const detectedUs = shifts.map((shift, nth) => {
    const untilUs = shifts[nth + 1]?.atUs ?? Number.POSITIVE_INFINITY;
    return of?.alarms.find(
      (alarm) => alarm.cause === 'input' && alarm.atUs >= shift.atUs && alarm.atUs < untilUs,
    )?.atUs;
  });
  return {
    shifts,
    detectedUs,
    alarms: judged(of?.alarms ?? [], shifts),
    referenceScores: of?.referenceScores ?? 0,
    unpaired: of?.unpaired ?? 0,
  };
}

function judged(alarms: CanaryMeasures['alarms'], shifts: readonly Truth[]): Alarm[] {
  let referenceFromUs = Number.NEGATIVE_INFINITY;
  return alarms.map((alarm) => {
    if (alarm.cause === 'model') return { ...alarm, false: true };
    const moved = shifts.some(({ atUs, overUs }) => atUs <= alarm.atUs && referenceFromUs < atUs + overUs);
    referenceFromUs = alarm.atUs;
    return { ...alarm, false: !moved };
  });
}

/** The shifts of the canary's own feature that traffic lived to see, in order of time. */
function shiftsSeenBy(scenario: Scenario, canary: number, trafficEndUs: number): Truth[] {
  const feature = scenario.models[canary]?.score?.of;
  return scenario.traffic
    .flatMap((source) =>
      source.shifts.map((shift) => ({
        source: source.name,
        feature: source.features[shift.feature]?.name ?? '',
        atUs: shift.atUs,
        overUs: shift.overUs,
      })),
    )
    .filter((shift) => shift.feature === feature && shift.atUs < trafficEndUs)
    .sort((a, b) => a.atUs - b.atUs);
}

function delaysUs(each: Watch): (number | undefined)[] {
  return each.shifts.map((shift, nth) => {
    const atUs = each.detectedUs[nth];
    return atUs === undefined ? undefined : atUs - shift.atUs;
  });
}

function missed(each: Watch): number {
  return each.detectedUs.filter((at) => at === undefined).length;
}

function falseAlarms(each: Watch): number {
  return each.alarms.filter((alarm) => alarm.false).length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
