/**
 * A distribution, ready to be drawn from: a uniform number or a normal score in, a value out.
 *
 * One class with an integer kind and a switch, because the simulator asks millions of times a second and a call with
 * many receivers is slow in V8. Every kind is the inverse of its cumulative distribution, so larger draws give larger
 * values, and draws that are correlated give values that are. The one exception is `mixture`, whose inverse has no closed
 * form: the draw first chooses the part (in file order) and what is left of it, stretched to (0, 1), is drawn within
 * it. So correlated requests agree on the part, and are ordered within it, but not across parts.
 *
 * Drawing reads a table (quantile-table.ts) where its relative error is below a millionth, which is nearly everywhere.
 *
 * It does not round, cut or know units. `linear` needs the features of a request and lives in service-time.ts.
 */
import type { Distribution } from '../scenarios/scenario.ts';
import { GammaQuantiles } from './gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { QuantileCurve } from './quantile-curve.ts';
import { QuantileTable } from './quantile-table.ts';

const CONSTANT = 0;
const UNIFORM = 1;
const EXPONENTIAL = 2;
const NORMAL = 3;
const LOGNORMAL = 4;
const GAMMA = 5;
const WEIBULL = 6;
const PARETO = 7;
const QUANTILES = 8;
const SAMPLES = 9;
const MIXTURE = 10;

/** What is worth a table: all but what needs no function, and samples, which are steps. */
const TABULATED: ReadonlySet<number> = new Set([
  EXPONENTIAL,
  NORMAL,
  LOGNORMAL,
  GAMMA,
  WEIBULL,
  PARETO,
  QUANTILES,
  MIXTURE,
]);

const LEAST_UNIFORM = 1.1102230246251565e-16;

interface Shape {
  readonly kind: number;
  /** The two parameters of the closed forms; what they mean stands in `closedForm`. */
  readonly a: number;
  readonly b: number;
}

export class Sampler {
  private readonly kind: number;
  private readonly a: number;
  private readonly b: number;
  private readonly gamma: GammaQuantiles | undefined;
  private readonly curve: QuantileCurve | undefined;
  private readonly samples: Float64Array;
  private readonly parts: readonly Sampler[];
  private readonly cumulativeShares: Float64Array;
  private readonly table: QuantileTable | undefined;

  constructor(distribution: Distribution) {
    const { kind, a, b } = shapeOf(distribution);
    this.kind = kind;
    this.a = a;
    this.b = b;
    this.gamma = distribution.kind === 'gamma' ? new GammaQuantiles(distribution.shape) : undefined;
    this.curve =
      distribution.kind === 'quantiles'
        ? new QuantileCurve(distribution.shares, distribution.values)
        : undefined;
    this.samples = distribution.kind === 'samples' ? distribution.values : new Float64Array(0);
    const parts = distribution.kind === 'mixture' ? distribution.parts : [];
    this.parts = parts.map((part) => new Sampler(part.of));
    this.cumulativeShares = cumulated(parts.map((part) => part.share));
    this.table = TABULATED.has(kind) ? new QuantileTable((u) => this.exactQuantile(u)) : undefined;
  }

  /** True where every draw gives the same value. */
  get isConstant(): boolean {
    return this.kind === CONSTANT;
  }

  /** The value below which a share u of all values lies; u in (0, 1). */
  quantile(u: number): number {
    const value = this.tabulated(u);
    return Number.isNaN(value) ? this.exactQuantile(u) : value;
  }

  /** `quantile` where the table tells it, and NaN elsewhere. */
  tabulated(u: number): number {
    return this.table === undefined ? Number.NaN : this.table.at(u);
  }

  /** `quantile` without the table. */
  exactQuantile(u: number): number {
    switch (this.kind) {
      case CONSTANT:
        return this.a;
      case UNIFORM:
        return this.a + this.b * u;
      case EXPONENTIAL:
        return -this.a * Math.log(1 - u);
      case NORMAL:
        return this.a + this.b * normalQuantile(u);
      case LOGNORMAL:
        return Math.exp(this.a + this.b * normalQuantile(u));
      case WEIBULL:
        return this.a * Math.exp(this.b * Math.log(-Math.log(1 - u)));
      case PARETO:
        return this.a * Math.exp(-this.b * Math.log(1 - u));
      default:
        return this.otherQuantile(u);
    }
  }

  /** The same as `quantile(Φ(z))`, without the way round where the distribution is made from a normal one. */
  fromNormal(z: number): number {
    switch (this.kind) {
      case CONSTANT:
        return this.a;
      case NORMAL:
        return this.a + this.b * z;
      case LOGNORMAL:
        return Math.exp(this.a + this.b * z);
      case GAMMA:
        return this.gammaAt(z);
      default:
        return this.quantile(Math.max(LEAST_UNIFORM, Math.min(1 - LEAST_UNIFORM, normalCdf(z))));
    }
  }

  private otherQuantile(u: number): number {
    switch (this.kind) {
      case GAMMA:
        return this.gammaAt(normalQuantile(u));
      case SAMPLES:
        return this.samples[Math.floor(u * this.samples.length)] ?? 0;
      case MIXTURE:
        return this.mixed(u);
      default:
        return this.curve === undefined ? 0 : this.curve.at(u);
    }
  }

  private gammaAt(z: number): number {
    return this.gamma === undefined ? 0 : this.a * Math.exp(this.gamma.logAt(z));
  }

  private mixed(u: number): number {
    const last = this.parts.length - 1;
    let part = 0;
    while (part < last && u >= (this.cumulativeShares[part] ?? 1)) part++;
    const from = part === 0 ? 0 : (this.cumulativeShares[part - 1] ?? 0);
    const to = this.cumulativeShares[part] ?? 1;
    const within = Math.max(LEAST_UNIFORM, Math.min(1 - LEAST_UNIFORM, (u - from) / (to - from)));
    return this.parts[part]?.exactQuantile(within) ?? 0;
  }
}

function shapeOf(distribution: Distribution): Shape {
  switch (distribution.kind) {
    case 'constant':
      return { kind: CONSTANT, a: distribution.value, b: 0 };
    case 'uniform':
      return { kind: UNIFORM, a: distribution.min, b: distribution.max - distribution.min };
    case 'exponential':
      return { kind: EXPONENTIAL, a: distribution.mean, b: 0 };
    case 'normal':
      return { kind: NORMAL, a: distribution.mean, b: distribution.sd };
    case 'lognormal':
      return { kind: LOGNORMAL, a: distribution.mu, b: distribution.sigma };
    case 'gamma':
      return { kind: GAMMA, a: distribution.scale, b: 0 };
    case 'weibull':
      return { kind: WEIBULL, a: distribution.scale, b: 1 / distribution.shape };
    case 'pareto':
      return { kind: PARETO, a: distribution.min, b: 1 / distribution.alpha };
    case 'quantiles':
      return { kind: QUANTILES, a: 0, b: 0 };
    case 'samples':
      return { kind: SAMPLES, a: 0, b: 0 };
    case 'mixture':
      return { kind: MIXTURE, a: 0, b: 0 };
    case 'linear':
      throw new TypeError('cannot sample a linear distribution here: it needs the features of a request');
  }
}

/** Mean 0, standard deviation 1. */
export const STANDARD_NORMAL = new Sampler({ kind: 'normal', mean: 0, sd: 1 });

/** Mean 1. */
export const UNIT_EXPONENTIAL = new Sampler({ kind: 'exponential', mean: 1 });

/** Running sums of shares, scaled so that the last is 1. */
function cumulated(shares: readonly number[]): Float64Array {
  const sums = new Float64Array(shares.length);
  let sum = 0;
  shares.forEach((share, i) => {
    sum += share;
    sums[i] = sum;
  });
  return sums.map((value) => value / sum);
}
