/**
 * Judges the objectives of a scenario.
 *
 * An objective passes when its 95 % interval lies wholly on the good side of the target, fails when it lies wholly on
 * the bad side, and is inconclusive otherwise: too few requests for the claim. A target of 0 % or 100 %, a count, a
 * maximum and a worst window are judged on the exact figure. No data is inconclusive, never a pass.
 */
import type { Objective, Scenario } from '../scenarios/scenario.ts';
import { canaryFigure } from './canary-result.ts';
import { decoyFigure } from './decoy-result.ts';
import { Evidence, exactly, type Figure, NO_FIGURE } from './evidence.ts';
import { answeredAt, type CountFigure, layoutOf, type Measure, measureNamed, sumAt } from './measures.ts';
import type { ObjectiveResult } from './result.ts';
import { finite } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';
import { beyond, said, saidDistance, saidTarget } from './wording.ts';

interface Judgement {
  readonly verdict: ObjectiveResult['verdict'];
  readonly reason: string;
}

export function judgeObjectives(
  scenario: Scenario,
  runs: readonly RunMeasures[],
  whole: Evidence,
): ObjectiveResult[] {
  return scenario.objectives.map((objective, nth) => {
    const measure = measureNamed(objective.measure, scenario);
    const figure =
      measure === undefined ? NO_FIGURE : figureOf(measure, objective, nth, scenario, runs, whole);
    const exact = measure !== undefined && isExact(measure, objective);
    return objectiveResult(objective, figure, judge(objective, figure, exact), scenario);
  });
}

function objectiveResult(
  objective: Objective,
  figure: Figure,
  judgement: Judgement,
  scenario: Scenario,
): ObjectiveResult {
  const scale = objective.unit === 'timeUs' ? 1000 : 1;
  const distance = figure.actual - objective.target;
  const target = objective.target / scale;
  return {
    name: objective.name,
    measure: objective.measure,
    window: windowSaid(objective, scenario),
    unit: unitOf(objective),
    target: objective.bound === 'atLeast' ? { atLeast: target } : { atMost: target },
    actual: finite(figure.actual / scale),
    low: finite(figure.low / scale),
    high: finite(figure.high / scale),
    margin: finite((objective.bound === 'atLeast' ? distance : 0 - distance) / scale),
    n: figure.n,
    gate: objective.gate,
    ...judgement,
    line: objective.line ?? null,
  };
}

function unitOf(objective: Objective): ObjectiveResult['unit'] {
  return objective.unit === 'timeUs' ? 'ms' : objective.unit;
}

function windowSaid({ window }: Objective, scenario: Scenario): string {
  if (window.kind === 'whole') return 'whole';
  if (window.kind === 'worst') return `worst ${spanSaid(window.spanUs)}`;
  const fault = scenario.faults[window.fault]?.name;
  return window.kind === 'during' ? `during ${fault}` : `after ${fault} within ${spanSaid(window.withinUs)}`;
}

/** As a user writes it: the largest unit that gives a whole number. */
function spanSaid(us: number): string {
  const units = [
    ['d', 86_400_000_000],
    ['h', 3_600_000_000],
    ['m', 60_000_000],
    ['s', 1_000_000],
    ['ms', 1000],
  ] as const;
  if (us === 0) return '0s';
  const unit = units.find(([, size]) => us >= size && us % size === 0);
  return unit === undefined ? `${us}us` : `${us / unit[1]}${unit[0]}`;
}

/** Targets of 0 % and 100 %, counts, maxima and worst windows. */
function isExact(measure: Measure, objective: Objective): boolean {
  if (objective.window.kind === 'worst' || objective.unit === 'count') return true;
  if (
    measure.kind === 'latencyMax' ||
    measure.kind === 'greatest' ||
    measure.kind === 'decoy' ||
    measure.kind === 'canary'
  )
    return true;
  return objective.unit === 'share' && (objective.target === 0 || objective.target === 1);
}

function figureOf(
  measure: Measure,
  objective: Objective,
  nth: number,
  scenario: Scenario,
  runs: readonly RunMeasures[],
  whole: Evidence,
): Figure {
  const { kind } = objective.window;
  if (kind === 'worst') return worstFigure(nth, objective, runs);
  if (kind === 'whole' && measure.kind === 'decoy')
    return decoyFigure(measure.figure, measure.model, scenario, runs);
  if (kind === 'whole' && measure.kind === 'canary') return canaryFigure(measure.figure, scenario, runs);
  if (kind === 'whole' && measure.kind === 'count') return countFigure(measure.figure, runs);
  if (kind === 'whole' && measure.kind === 'greatest') return greatestFigure(measure.histogram, runs);
  const stretches = runs.flatMap((run) => run.stretches[nth] ?? []);
  const evidence = kind === 'whole' ? whole : new Evidence(stretches, runs);
  return figureIn(evidence, measure, objective, scenario);
}

function figureIn(evidence: Evidence, measure: Measure, objective: Objective, scenario: Scenario): Figure {
  if (measure.kind === 'quotient')
    return objective.unit === 'share' ? evidence.share(measure) : evidence.mean(measure);
  if (measure.kind === 'percentile') return evidence.percentile(measure);
  if (measure.kind === 'latencyMax') return maxFigure(evidence, scenario);
  return NO_FIGURE;
}

export function maxFigure(evidence: Evidence, scenario: Scenario): Figure {
  const requests = evidence.tally[0] ?? 0;
  if (requests === 0) return NO_FIGURE;
  const answered = sumAt(evidence.tally, answeredAt(layoutOf(scenario)));
  return exactly(answered < requests ? Number.POSITIVE_INFINITY : evidence.maxLatencyUs, requests);
}

function worstFigure(nth: number, objective: Objective, runs: readonly RunMeasures[]): Figure {
  const found = runs.flatMap((run) => run.worstWindows[nth] ?? []);
  const [first] = found;
  if (first === undefined) return NO_FIGURE;
  const worst = found.reduce((so, each) => {
    const worse = objective.bound === 'atLeast' ? each.value < so.value : each.value > so.value;
    return worse ? each : so;
  }, first);
  return exactly(worst.value, worst.n);
}

function countFigure(figure: CountFigure, runs: readonly RunMeasures[]): Figure {
  const n = measuredIn(runs);
  if (n === 0) return NO_FIGURE;
  const each = runs.map((run) => countOf(figure, run));
  if (figure === 'mailboxes.max') return exactly(Math.max(...each), n);
  return exactly(
    each.reduce((sum, count) => sum + count, 0),
    n,
  );
}

function countOf(figure: CountFigure, run: RunMeasures): number {
  if (figure === 'mailboxes.max') return run.mailboxesMax;
  return figure === 'mailboxes.openAtEnd' ? run.openMailboxes : run.anomalies[figure];
}

function greatestFigure(histogram: number, runs: readonly RunMeasures[]): Figure {
  const n = runs.reduce((sum, { times }) => sum + (times[histogram]?.n ?? 0), 0);
  if (n === 0) return NO_FIGURE;
  return exactly(Math.max(...runs.map(({ times }) => times[histogram]?.maxUs ?? 0)), n);
}

function measuredIn(runs: readonly RunMeasures[]): number {
  return runs.reduce((sum, run) => sum + run.measured, 0);
}

function judge(objective: Objective, figure: Figure, exact: boolean): Judgement {
  if (figure.n === 0 || Number.isNaN(figure.actual))
    return { verdict: 'inconclusive', reason: withoutData(objective) };
  const holds = good(objective, figure.actual);
  const pending = figure.pending ?? 0;
  if (exact && pending === 0)
    return holds ? PASSED : { verdict: 'fail', reason: shortfall(objective, figure) };
  const pessimistic = objective.bound === 'atLeast' ? figure.low : figure.high;
  const optimistic = objective.bound === 'atLeast' ? figure.high : figure.low;
  if (good(objective, pessimistic)) return PASSED;
  if (!Number.isNaN(optimistic) && !good(objective, optimistic))
    return { verdict: 'fail', reason: shortfall(objective, figure) };
  return { verdict: 'inconclusive', reason: undecided(objective, figure) };
}

const PASSED: Judgement = { verdict: 'pass', reason: '' };

function good(objective: Objective, value: number): boolean {
  return objective.bound === 'atLeast' ? value >= objective.target : value <= objective.target;
}

function withoutData({ measure, window }: Objective): string {
  if (measure.startsWith('canary.') && window.kind === 'whole')
    return measure === 'canary.falseAlarms' ? 'no canary scored anything' : 'no shift concerned a canary';
  if (measure.startsWith('decoy.') && window.kind === 'whole') return 'nothing was expected in an archive';
  if (isOfTheWholeRun(measure) && window.kind !== 'whole')
    return `${measure} is known for the whole run only`;
  if (window.kind === 'worst') return 'no whole window had anything to measure';
  return 'there was nothing to measure in this window';
}

function isOfTheWholeRun(measure: string): boolean {
  return (
    measure.startsWith('canary.') ||
    measure.startsWith('decoy.') ||
    [
      'duplicates',
      'conflictingDuplicates',
      'forbidden',
      'mailboxes.max',
      'mailboxes.openAtEnd',
      'overshoot.max',
      'wastedWait.max',
    ].includes(measure)
  );
}

function shortfall(objective: Objective, figure: Figure): string {
  const scale = objective.unit === 'timeUs' ? 1000 : 1;
  if (objective.measure === 'canary.detectionDelay' && figure.actual === Number.POSITIVE_INFINITY)
    return 'a shift raised no alarm';
  if (figure.actual === Number.POSITIVE_INFINITY) return 'it lies among requests that were never answered';
  const distance = Math.abs(figure.actual - objective.target) / scale;
  const side = objective.bound === 'atLeast' ? 'under' : 'over';
  return `${saidDistance(distance, unitOf(objective))} ${side} the target`;
}

function undecided(objective: Objective, figure: Figure): string {
  if (figure.pending !== undefined && figure.pending > 0)
    return `the run ended while ${figure.pending} records were still to be archived`;
  const unit = unitOf(objective);
  const scale = objective.unit === 'timeUs' ? 1000 : 1;
  if (Number.isNaN(figure.low)) return `too few requests (${figure.n}) for an interval`;
  const low = said(figure.low / scale, unit);
  const high = Number.isFinite(figure.high) ? said(figure.high / scale, unit) : beyond(objective.measure);
  const target = saidTarget(objective.target / scale, unit);
  return `too few requests for the claim: the interval from ${low} to ${high} holds the target of ${target}`;
}
