/**
 * What each measure of the scenario language is made of: one line per measure.
 *
 * A share or mean is a quotient of sums of the tally; a percentile belongs to one histogram; the rest is counted for
 * the whole run. Windows, batches, worst windows, verdicts and intervals all work from these definitions, so none of
 * them knows a measure by name.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { FATE } from './ledger.ts';
import { TallyLayout } from './tally.ts';

export const ANSWERING_ROLES: ReadonlySet<string> = new Set(['primary', 'backstop', 'challenger']);

/** Sum of the tally at `plus` less that at `minus`, over the sum at `per`. */
export interface Quotient {
  readonly kind: 'quotient';
  readonly plus: readonly number[];
  readonly minus: readonly number[];
  readonly per: readonly number[];
}

export interface Percentile {
  readonly kind: 'percentile';
  readonly histogram: number;
  readonly share: number;
  /** `requests`: the never-answered rank last; `recorded`: only what is in the histogram. */
  readonly over: 'requests' | 'recorded';
}

export const DECOY_FIGURES = [
  'coverage',
  'spurious',
  'fidelity',
  'inversions',
  'conflicting',
  'headroom',
] as const;
export type DecoyFigure = (typeof DECOY_FIGURES)[number];
export const CANARY_FIGURES = ['detectionDelay', 'missed', 'falseAlarms'] as const;
export type CanaryFigure = (typeof CANARY_FIGURES)[number];
export type CountFigure =
  | 'duplicates'
  | 'conflictingDuplicates'
  | 'forbidden'
  | 'mailboxes.max'
  | 'mailboxes.openAtEnd';

export type Measure =
  | Quotient
  | Percentile
  | { readonly kind: 'latencyMax' }
  /** The greatest time in one histogram. */
  | { readonly kind: 'greatest'; readonly histogram: number }
  | { readonly kind: 'count'; readonly figure: CountFigure }
  | { readonly kind: 'decoy'; readonly figure: DecoyFigure; readonly model: number | 'all' }
  | { readonly kind: 'canary'; readonly figure: CanaryFigure };

/** Positions of the histograms of a run; each model has three from `models` on, then come latencies by who answered. */
export const HISTOGRAM = { latency: 0, stages: 1, overshoot: 8, wastedWait: 9, models: 10 } as const;
export const MODEL_HISTOGRAMS = ['timeInModel', 'service', 'lag'] as const;

export function modelHistogram(model: number, which: (typeof MODEL_HISTOGRAMS)[number]): number {
  return HISTOGRAM.models + MODEL_HISTOGRAMS.length * model + MODEL_HISTOGRAMS.indexOf(which);
}

/**
 * Latencies of the answers by one winner.
 * @param winner a model's index, or as many as there are models for the default, one more for combined answers
 */
export function winnerHistogram(models: number, winner: number): number {
  return HISTOGRAM.models + MODEL_HISTOGRAMS.length * models + winner;
}

export function histogramCount(models: number): number {
  return winnerHistogram(models, models + 2);
}

export function layoutOf(scenario: Scenario): TallyLayout {
  return new TallyLayout(scenario.models.length, answerersOf(scenario).length);
}

/** Indexes of the models that may answer. */
export function answerersOf(scenario: Scenario): number[] {
  return [...scenario.models.keys()].filter((at) => ANSWERING_ROLES.has(scenario.models[at]?.role ?? ''));
}

const PERCENTILES: Readonly<Record<string, number>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

/** The definition of a measure as written in a scenario; undefined for one that does not exist. */
export function measureNamed(name: string, scenario: Scenario): Measure | undefined {
  const [head = '', second = '', ...rest] = name.split('.');
  if (head === 'latency') return latencyMeasure(second);
  if (head === 'model') return modelMeasure(second, rest.join('.'), scenario);
  if (head === 'decoy') return decoyMeasure(second, rest[0], scenario);
  if (head === 'canary') {
    const figure = CANARY_FIGURES.find((each) => each === second);
    return figure && { kind: 'canary', figure };
  }
  return requestMeasure(name, layoutOf(scenario));
}

function requestMeasure(name: string, at: TallyLayout): Measure | undefined {
  const share = (plus: readonly number[]): Quotient => quotient(plus, [at.requests]);
  switch (name) {
    case 'timeliness':
      return timeliness(at);
    case 'answered':
      return share(answeredAt(at));
    case 'outcome.model':
      return share([at.outcome('preferred'), at.outcome('lesser')]);
    case 'outcome.preferred':
      return share([at.outcome('preferred')]);
    case 'outcome.lesser':
      return share([at.outcome('lesser')]);
    case 'outcome.default':
      return share([at.outcome('default')]);
    case 'outcome.late':
      return share([at.outcome('late')]);
    case 'outcome.never':
      return share([at.outcome('never')]);
    case 'outcome.refused':
      return share([at.outcome('refused')]);
    case 'missedBetter':
      return share([at.missedUnread, at.missedIgnored]);
    case 'regret':
      return regret(at);
    case 'regret.wait':
      return meanReady(at);
    case 'overshoot.p99':
      return { kind: 'percentile', histogram: HISTOGRAM.overshoot, share: 0.99, over: 'recorded' };
    case 'ignoredBetter':
      return share([at.missedIgnored]);
    case 'overshoot.max':
      return { kind: 'greatest', histogram: HISTOGRAM.overshoot };
    case 'wastedWait.max':
      return { kind: 'greatest', histogram: HISTOGRAM.wastedWait };
    case 'mailboxes.openAtEnd':
    case 'duplicates':
    case 'conflictingDuplicates':
    case 'forbidden':
    case 'mailboxes.max':
      return { kind: 'count', figure: name };
    default:
      return undefined;
  }
}

export function quotient(
  plus: readonly number[],
  per: readonly number[],
  minus: readonly number[] = [],
): Quotient {
  return { kind: 'quotient', plus, minus, per };
}

export function timeliness(at: TallyLayout): Quotient {
  return quotient([at.outcome('preferred'), at.outcome('lesser'), at.outcome('default')], [at.requests]);
}

export function answeredAt(at: TallyLayout): number[] {
  return [at.outcome('preferred'), at.outcome('lesser'), at.outcome('default'), at.outcome('late')];
}

/** Requests for which an oracle had a better answer. */
export function regret(at: TallyLayout): Quotient {
  return quotient([at.regretEarly, at.regretIgnored], [at.requests]);
}

/** How long answers had lain ready: mean over the decided requests, µs. */
export function meanReady(at: TallyLayout): Quotient {
  return quotient([at.readySum], [at.decided]);
}

/** Mean over the answered requests, µs. */
export function meanLatency(at: TallyLayout): Quotient {
  return quotient([at.latencySum], answeredAt(at));
}

function latencyMeasure(statistic: string): Measure | undefined {
  if (statistic === 'max') return { kind: 'latencyMax' };
  if (statistic === 'mean') return meanLatency(new TallyLayout(0, 0));
  const share = PERCENTILES[statistic];
  if (share === undefined) return undefined;
  return { kind: 'percentile', histogram: HISTOGRAM.latency, share, over: 'requests' };
}

function modelMeasure(name: string, figure: string, scenario: Scenario): Measure | undefined {
  const model = scenario.models.findIndex((each) => each.name === name);
  if (model < 0) return undefined;
  const at = layoutOf(scenario);
  switch (figure) {
    case 'onTime':
      return quotient([at.onTime(model)], [at.requests]);
    case 'share':
      return quotient([at.winnersAt + model], [at.requests]);
    case 'errors':
      return quotient([at.fate(model, FATE.failed)], [at.requests]);
    case 'wasted':
      return wasted(at, model);
    case 'lag.p99':
      return {
        kind: 'percentile',
        histogram: modelHistogram(model, 'lag'),
        share: 0.99,
        over: 'recorded',
      };
    default:
      return undefined;
  }
}

/** Scores that answered nobody, alone or in a combination, over all scores of the model. */
export function wasted(at: TallyLayout, model: number): Quotient {
  const scored = at.fate(model, FATE.scored);
  return quotient([scored], [scored], [at.winnersAt + model, at.combinedIn(model)]);
}

/** Scores that came too late, over all scores of the model. */
export function lateShare(at: TallyLayout, model: number): Quotient {
  const scored = at.fate(model, FATE.scored);
  return quotient([scored], [scored], [at.onTime(model)]);
}

export function timeInModel(at: TallyLayout, model: number): Quotient {
  return quotient([at.timeInModelSum(model)], [at.served(model)]);
}

function decoyMeasure(second: string, third: string | undefined, scenario: Scenario): Measure | undefined {
  const figure = DECOY_FIGURES.find((each) => each === (third ?? second));
  if (figure === undefined) return undefined;
  if (third === undefined) return { kind: 'decoy', figure, model: 'all' };
  const model = scenario.models.findIndex((each) => each.name === second && each.role === 'decoy');
  return model < 0 ? undefined : { kind: 'decoy', figure, model };
}

/** Sum of the tally at some positions. */
export function sumAt(tally: Float64Array, positions: readonly number[], offset = 0): number {
  let sum = 0;
  for (const position of positions) sum += tally[offset + position] ?? 0;
  return sum;
}

/** The numerator and denominator of a quotient in a tally that begins at `offset`. */
export function numerator(of: Quotient, tally: Float64Array, offset = 0): number {
  return sumAt(tally, of.plus, offset) - sumAt(tally, of.minus, offset);
}

export function denominator(of: Quotient, tally: Float64Array, offset = 0): number {
  return sumAt(tally, of.per, offset);
}
