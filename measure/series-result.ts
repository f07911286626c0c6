/** The course of the run in the result: steps of arrivals and levels over the same steps, padded to one length. */
import type { Scenario } from '../scenarios/scenario.ts';
import { type GaugeMeasures, levelAt, meanGauges, thinGauges } from './gauges.ts';
import { layoutOf, timeliness } from './measures.ts';
import type { Outcome, Series } from './result.ts';
import type { RunMeasures } from './run-measures.ts';
import {
  addSeries,
  firstStepUs,
  joinSteps,
  SECOND_US,
  type StepMeasures,
  stepQuantileUs,
} from './step-series.ts';

/** With several runs counts are summed and levels averaged; of no run at all there are no steps. */
export function seriesResult(scenario: Scenario, runs: readonly RunMeasures[]): Series {
  return seriesInSteps(scenario, runs, Math.max(SECOND_US, finestUs(scenario, runs)));
}

/** The same in the short steps of a short run; undefined where it has none. */
export function fineSeriesResult(scenario: Scenario, runs: readonly RunMeasures[]): Series | undefined {
  const stepUs = finestUs(scenario, runs);
  return stepUs < SECOND_US ? seriesInSteps(scenario, runs, stepUs) : undefined;
}

/** The shortest step that all have. */
function finestUs(scenario: Scenario, runs: readonly RunMeasures[]): number {
  return Math.max(firstStepUs(scenario), ...runs.flatMap((run) => [run.series.stepUs, run.gauges.stepUs]));
}

function seriesInSteps(scenario: Scenario, runs: readonly RunMeasures[], stepUs: number): Series {
  const steps = addSeries(runs.map((run) => withStep(run.series, stepUs)));
  const gauges = meanGauges(runs.map((run) => thinnedTo(run.gauges, stepUs)));
  const length = Math.max(steps.steps, stepsOfLevels(gauges, steps.steps));
  const at = layoutOf(scenario);
  const each = <Value>(of: (step: number) => Value) => Array.from({ length }, (_, step) => of(step));
  const figure = (position: number) => each((step) => figureAt(steps, step, position));
  const quantile = (share: number) =>
    each((step) => {
      const offered = figureAt(steps, step, at.requests);
      const us = stepQuantileUs(steps.times[step] ?? new Uint32Array(0), share, offered);
      return us === null ? null : us / 1000;
    });
  const outcome = (name: Outcome) => figure(at.outcome(name));
  const onTime = timeliness(at).plus.map(figure);
  const perModel = (position: (model: number) => number): Record<string, number[]> =>
    Object.fromEntries(
      scenario.models.flatMap(({ name, role }, model) =>
        role === 'decoy' ? [] : [[name, figure(position(model))] as const],
      ),
    );
  const winners = perModel((model) => at.winnersAt + model);
  winners.combined = figure(at.winnersCombined);
  winners.default = figure(at.winnersDefault);
  return {
    stepMs: stepUs / 1000,
    offered: figure(at.requests),
    onTime: each((step) => onTime.reduce((sum, counts) => sum + (counts[step] ?? 0), 0)),
    outcomes: {
      preferred: outcome('preferred'),
      lesser: outcome('lesser'),
      default: outcome('default'),
      late: outcome('late'),
      never: outcome('never'),
      refused: outcome('refused'),
    },
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    p999Ms: quantile(0.999),
    winners: withoutEmpty(winners),
    skipped: withoutEmpty(perModel((model) => at.skippedInStep(model))),
    hung: withoutEmpty(perModel((model) => at.hungInStep(model))),
    errors: withoutEmpty(perModel((model) => at.failedInStep(model))),
    ...levels(scenario, gauges, length),
  };
}

/** A drain that goes on after the last step of traffic is followed to its end. */
function stepsOfLevels({ samples, atEnd }: GaugeMeasures, ofTraffic: number): number {
  return samples > ofTraffic && atEnd.length > 0 ? samples + 1 : samples;
}

/** Whom it never happened to is left out: most models may not answer, and skip nothing. */
function withoutEmpty(perModel: Readonly<Record<string, readonly number[]>>): Series['winners'] {
  return Object.fromEntries(
    Object.entries(perModel).filter(([, counts]) => counts.some((count) => count > 0)),
  );
}

function levels(scenario: Scenario, gauges: GaugeMeasures, length: number) {
  const models = scenario.models.length;
  const level = (position: number) => Array.from({ length }, (_, step) => levelAt(gauges, step, position));
  const perModel = (from: number, ofDecoys: boolean) => {
    const all: Record<string, number[]> = {};
    scenario.models.forEach(({ name, role }, model) => {
      if (!ofDecoys || role === 'decoy') all[name] = level(from + model);
    });
    return all;
  };
  return {
    openMailboxes: level(0),
    lagRecords: perModel(2, false),
    inputRecords: level(1),
    archivedRecords: perModel(2 + models, true),
  };
}

function figureAt(steps: StepMeasures, step: number, position: number): number {
  return step < steps.steps ? (steps.figures[step * steps.width + position] ?? 0) : 0;
}

function withStep(series: StepMeasures, stepUs: number): StepMeasures {
  let joined = series;
  while (joined.stepUs < stepUs) joined = joinSteps(joined, together(joined.stepUs, stepUs));
  return joined;
}

function thinnedTo(gauges: GaugeMeasures, stepUs: number): GaugeMeasures {
  let thinned = gauges;
  while (thinned.stepUs < stepUs) thinned = thinGauges(thinned, together(thinned.stepUs, stepUs));
  return thinned;
}

/** How many steps make one of the other length, or are to be joined on the way to it. */
function together(ofUs: number, toUs: number): number {
  return toUs % ofUs === 0 ? toUs / ofUs : 2;
}
