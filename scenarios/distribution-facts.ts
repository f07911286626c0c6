/**
 * What can be known of a distribution without drawing from it: its mean and its low end.
 *
 * Closed forms only, for the checks of plausibility. Where a mean does not exist (Pareto with alpha at most 1) it is
 * infinite; where cutting at 0 moves it (a normal near 0) the cut is counted.
 */
import type { Distribution } from './scenario.ts';

/** Mean of a feature, by its name, for `linear`. */
export type FeatureMeans = (feature: string) => number;

export function meanOf(distribution: Distribution, features: FeatureMeans): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.min + distribution.max) / 2;
    case 'exponential':
      return distribution.mean;
    case 'normal':
      return cutNormalMean(distribution.mean, distribution.sd);
    case 'lognormal':
      return Math.exp(distribution.mu + (distribution.sigma * distribution.sigma) / 2);
    case 'gamma':
      return distribution.shape * distribution.scale;
    case 'weibull':
      return distribution.scale * gammaFunction(1 + 1 / distribution.shape);
    case 'pareto':
      return distribution.alpha > 1
        ? (distribution.alpha * distribution.min) / (distribution.alpha - 1)
        : Infinity;
    case 'quantiles':
      return quantilesMean(distribution.shares, distribution.values);
    case 'samples':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
    case 'mixture':
      return distribution.parts.reduce((sum, part) => sum + times(part.share, meanOf(part.of, features)), 0);
    case 'linear':
      return linearMean(distribution, features);
  }
}

function linearMean(linear: Distribution & { kind: 'linear' }, features: FeatureMeans): number {
  const sum = linear.per.reduce(
    (total, { feature, cost }) => total + times(cost, features(feature)),
    linear.base,
  );
  return times(sum, linear.noise === undefined ? 1 : meanOf(linear.noise, features));
}

/** Nothing of what is infinite is nothing. */
export function times(amount: number, of: number): number {
  return amount === 0 || of === 0 ? 0 : amount * of;
}

/** E max(0, X) for a normal X. */
function cutNormalMean(mean: number, sd: number): number {
  if (sd === 0) return Math.max(0, mean);
  const z = mean / sd;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return mean * normalShareBelow(z) + sd * density;
}

/** Φ by Abramowitz & Stegun 26.2.17; absolute error below 7.5e-8. */
function normalShareBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - above : above;
}

/** Mean between points that are log-linear: (b − a) / ln(b / a); linear where a value is 0 or below. */
function quantilesMean(shares: readonly number[], values: readonly number[]): number {
  let mean = 0;
  for (let index = 1; index < shares.length; index++) {
    const from = values[index - 1] ?? 0;
    const to = values[index] ?? 0;
    const width = (shares[index] ?? 0) - (shares[index - 1] ?? 0);
    const isLog = from > 0 && to > from * (1 + 1e-9);
    mean += width * (isLog ? (to - from) / Math.log(to / from) : (from + to) / 2);
  }
  return mean;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Γ(x) for x ≥ 1 (Lanczos, g = 7, n = 9; relative error about 1e-15). */
function gammaFunction(x: number): number {
  const z = x - 1;
  let sum = 0.9999999999998099;
  for (const [index, coefficient] of LANCZOS.entries()) sum += coefficient / (z + index + 1);
  const t = z + 7.5;
  return Math.sqrt(2 * Math.PI) * Math.exp((z + 0.5) * Math.log(t) - t) * sum;
}

/** A value below which only a small share (about 1 % for tails that begin at 0) falls; 0 where nothing is sure. */
export function lowOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
    case 'pareto':
      return distribution.min;
    case 'exponential':
      return distribution.mean * LOW_EXPONENTIAL;
    case 'normal':
      return Math.max(0, distribution.mean - Z99 * distribution.sd);
    case 'lognormal':
      return Math.exp(distribution.mu - Z99 * distribution.sigma);
    case 'weibull':
      return distribution.scale * Math.exp(Math.log(LOW_EXPONENTIAL) / distribution.shape);
    case 'gamma':
      return 0;
    case 'quantiles':
      return distribution.values[0] ?? 0;
    case 'samples':
      return distribution.values[0] ?? 0;
    case 'mixture':
      return distribution.parts.reduce((low, part) => Math.min(low, lowOf(part.of)), Infinity);
    case 'linear':
      return distribution.base * (distribution.noise === undefined ? 1 : lowOf(distribution.noise));
  }
}

/** The 99 % point of a standard normal. */
export const Z99 = 2.3263478740408408;
/** −ln(0.99): 1 % of an exponential with mean 1 is below it. */
const LOW_EXPONENTIAL = 0.01005033585350145;
