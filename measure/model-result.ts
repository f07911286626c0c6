/** Models in the result: what each did with the requests, and which of them were late together. */
import type { Scenario } from '../scenarios/scenario.ts';
import type { Evidence } from './evidence.ts';
import type { Times } from './histogram.ts';
import { FATE } from './ledger.ts';
import { answerersOf, lateShare, layoutOf, modelHistogram, timeInModel, wasted } from './measures.ts';
import type { JointLateness, ModelResult } from './result.ts';
import { finite, finiteMs, summaryMs } from './rounding.ts';
import type { RunMeasures } from './run-measures.ts';

/** @param measuredUs traffic time after the warm-up, over all runs */
export function modelResults(
  scenario: Scenario,
  whole: Evidence,
  times: readonly (Times | undefined)[],
  measuredUs: number,
  runs: readonly RunMeasures[],
): Readonly<Record<string, ModelResult>> {
  const results: Record<string, ModelResult> = {};
  scenario.models.forEach(({ name, role }, model) => {
    if (role !== 'decoy') {
      const starts = runs.reduce((sum, run) => sum + (run.starts[model] ?? 0), 0);
      results[name] = { ...modelResult(scenario, model, whole, times, measuredUs), starts };
    }
  });
  return results;
}

function modelResult(
  scenario: Scenario,
  model: number,
  whole: Evidence,
  times: readonly (Times | undefined)[],
  measuredUs: number,
): ModelResult {
  const at = layoutOf(scenario);
  const count = (position: number) => whole.tally[position] ?? 0;
  const scored = count(at.fate(model, FATE.scored));
  const onTime = count(at.onTime(model));
  const inModel = whole.mean(timeInModel(at, model));
  const late = whole.share(lateShare(at, model));
  return {
    role: scenario.models[model]?.role ?? '',
    version: scenario.models[model]?.version ?? '',
    scored,
    onTime,
    late: scored - onTime,
    errors: count(at.fate(model, FATE.failed)),
    skipped: count(at.fate(model, FATE.skipped)),
    hung: count(at.fate(model, FATE.hung)),
    answered: count(at.winnersAt + model),
    utilisation: finite(utilisation(scenario, model, count(at.busy(model)), measuredUs)),
    timeInModelMs: {
      ...summaryMs(times[modelHistogram(model, 'timeInModel')]),
      low: finiteMs(inModel.low),
      high: finiteMs(inModel.high),
    },
    serviceTimeMs: summaryMs(times[modelHistogram(model, 'service')]),
    lagMs: summaryMs(times[modelHistogram(model, 'lag')]),
    lateShare: { share: finite(late.actual), low: finite(late.low), high: finite(late.high) },
    wasted: finite(whole.share(wasted(at, model)).actual),
  };
}

/**
 * What fills more than the time of traffic was worked off in the drain, by a model that was busy all the time before. The
 * drain itself is no part of the time: who has nothing left in it would seem the idler the longer others take.
 */
function utilisation(scenario: Scenario, model: number, busyUs: number, measuredUs: number): number {
  const { replicas, concurrency } = scenario.models[model] ?? { replicas: 1, concurrency: 1 };
  const inService = busyUs / measuredUs;
  return Number.isFinite(concurrency) ? Math.min(1, inService / (replicas * concurrency)) : inService;
}

/** A model is late for a request when its score was not readable by the decision time, or never came. */
export function jointLateness(scenario: Scenario, whole: Evidence): JointLateness[] {
  const at = layoutOf(scenario);
  const answerers = answerersOf(scenario);
  const n = whole.tally[at.requests] ?? 0;
  if (n === 0) return [];
  const late = (model: number) => 1 - (whole.tally[at.onTime(model)] ?? 0) / n;
  return answerers.flatMap((first, nth) =>
    answerers.slice(nth + 1).map((second, further): JointLateness => {
      const both = (whole.tally[at.pair(nth, nth + 1 + further, answerers.length)] ?? 0) / n;
      const ifIndependent = late(first) * late(second);
      return {
        models: [scenario.models[first]?.name ?? '', scenario.models[second]?.name ?? ''],
        bothLate: both,
        ifIndependent,
        ratio: finite(both / ifIndependent),
        n,
      };
    }),
  );
}
