/**
 * What must add up in every run, whatever was simulated. Checked once at the end, over everything that was counted;
 * a request's own stages are checked as it is settled. A breach is a defect of ours and is thrown.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { DefectError } from './defect.ts';
import { FATE } from './ledger.ts';
import { answeredAt, HISTOGRAM, layoutOf, modelHistogram, sumAt, winnerHistogram } from './measures.ts';
import { OUTCOMES, STAGES } from './result.ts';
import type { RunMeasures } from './run-measures.ts';

export function checkIdentities(run: RunMeasures, scenario: Scenario): void {
  const at = layoutOf(scenario);
  const { tally } = run.whole;
  const answered = sumAt(tally, answeredAt(at));
  const outcomes = OUTCOMES.map((outcome) => at.outcome(outcome));
  equal('outcomes', sumAt(tally, outcomes), 'measured requests', run.measured);
  equal('requests of the whole run', tally[at.requests] ?? 0, 'measured requests', run.measured);
  equal('latencies', run.times[HISTOGRAM.latency]?.n ?? 0, 'answered requests', answered);
  STAGES.forEach((stage, nth) => {
    equal(
      `times in stage ${stage}`,
      run.times[HISTOGRAM.stages + nth]?.n ?? 0,
      'answered requests',
      answered,
    );
  });
  const winners = Array.from({ length: at.models + 2 }, (_, nth) => at.winnersAt + nth);
  equal('winners', sumAt(tally, winners), 'answered requests', answered);
  equal('stage sums', stageSumUs(run), 'the sum of latencies', run.times[HISTOGRAM.latency]?.sumUs ?? 0);
  scenario.models.forEach((model, nth) => {
    if (model.role !== 'decoy') checkModel(run, scenario, nth);
  });
  checkSeries(run);
  checkWinners(run, scenario);
  for (const decoy of run.decoys) {
    const name = scenario.models[decoy.model]?.name;
    if (decoy.faithful > decoy.archived || decoy.archived > decoy.expected)
      throw new DefectError(`Decoy ${name} archived more than there was`);
  }
}

function checkModel(run: RunMeasures, scenario: Scenario, model: number): void {
  const at = layoutOf(scenario);
  const { tally } = run.whole;
  const name = scenario.models[model]?.name;
  const fates = Object.values(FATE).map((fate) => at.fate(model, fate));
  equal(`fates at ${name}`, sumAt(tally, fates), 'measured requests', run.measured);
  const served = tally[at.served(model)] ?? 0;
  equal(
    `services of ${name}`,
    run.times[modelHistogram(model, 'service')]?.n ?? 0,
    'requests served',
    served,
  );
  const scored = tally[at.fate(model, FATE.scored)] ?? 0;
  const answers = (tally[at.winnersAt + model] ?? 0) + (tally[at.combinedIn(model)] ?? 0);
  if (answers > scored)
    throw new DefectError(`Model ${name} answered ${answers} requests with ${scored} scores`);
}

function checkWinners(run: RunMeasures, scenario: Scenario): void {
  const times = run.times.slice(winnerHistogram(scenario.models.length, 0));
  const answers = times.reduce((sum, { n }) => sum + n, 0);
  equal('latencies by winner', answers, 'all latencies', run.times[HISTOGRAM.latency]?.n ?? 0);
}

function checkSeries(run: RunMeasures): void {
  let offered = 0;
  for (let step = 0; step < run.series.steps; step++)
    offered += run.series.figures[step * run.series.width] ?? 0;
  equal('requests in the series', offered, 'settled requests', run.warmup + run.measured);
}

function stageSumUs(run: RunMeasures): number {
  return STAGES.reduce((sum, _, nth) => sum + (run.times[HISTOGRAM.stages + nth]?.sumUs ?? 0), 0);
}

function equal(what: string, actual: number, of: string, expected: number): void {
  if (actual !== expected)
    throw new DefectError(`The ${what} do not add up to ${of}: ${actual} instead of ${expected}`);
}
