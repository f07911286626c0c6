/**
 * The batches that two results have in common, and how far a figure of one moves with the same figure of the other.
 *
 * What moves is the deviation of each batch from the whole: of a share or a mean Σover / Σunder it is over − quotient ×
 * under, of a percentile how many requests were slower than it, beyond those that should be (to which the percentile's own
 * error is proportional: Bahadur's representation). As for the intervals of one result, batches are held only against
 * batches of the same stratum, between the same borders of faults: what a fault does to both is no chance.
 */
import { deviations, usableStrata } from '../interval.ts';
import { normalQuantile, studentQuantile } from '../normal.ts';
import type { BatchSums, RunResult } from '../result.ts';
import { isSame } from './same.ts';
import { bordersOf, strataOf } from './strata.ts';

/** Whether and by what the requests of two results are paired. */
export interface Basis {
  readonly pairedBy: 'stretches of time' | 'replications' | 'nothing';
  /** Pairs of batches; 0 where they are not paired. */
  readonly pairs: number;
  readonly eachMs: number;
  /** Why they are not paired; empty where they are. */
  readonly why: string;
}

/** Of each batch of one result: what is divided, and what it is divided by. */
export interface Sums {
  readonly over: readonly number[];
  readonly under: readonly number[];
}

/** With fewer stretches of time a correlation is a guess. */
const LEAST_STRETCHES = 8;
const UPPER = 0.975;

/** Which batches of a result make one common batch: so many from so many on. */
interface Cut {
  readonly from: number;
  readonly joined: number;
}

export class CommonBatches {
  readonly basis: Basis;
  private readonly cuts: readonly [Cut, Cut];
  private readonly strata: readonly number[];

  constructor(first: RunResult, second: RunResult) {
    const why = whyNotPaired(first, second);
    const grid = why === '' ? commonGrid(first.batches, second.batches) : why;
    if (typeof grid === 'string') {
      this.basis = { pairedBy: 'nothing', pairs: 0, eachMs: 0, why: grid };
      this.cuts = [NO_CUT, NO_CUT];
      this.strata = [];
      return;
    }
    const { of, pairs, eachMs, cuts } = grid;
    this.basis = { pairedBy: of === 'time' ? 'stretches of time' : of, pairs, eachMs, why: '' };
    this.cuts = cuts;
    this.strata = strataOf(grid, pairs, bordersOf(first, second));
  }

  /** Of the same figure in both; 0 where they are not paired, or where nothing moves. */
  correlation(first: Sums | undefined, second: Sums | undefined): number {
    if (this.basis.pairs === 0 || first === undefined || second === undefined) return 0;
    const ours = deviations({ ...this.onGrid(first, this.cuts[0]), strata: this.strata });
    const theirs = deviations({ ...this.onGrid(second, this.cuts[1]), strata: this.strata });
    const product = dot(ours, theirs);
    const size = Math.sqrt(dot(ours, ours) * dot(theirs, theirs));
    return size > 0 ? Math.max(-1, Math.min(1, product / size)) : 0;
  }

  /** Factor on an interval for knowing the correlation from few stretches; replications' own intervals have it already. */
  get widening(): number {
    if (this.basis.pairedBy !== 'stretches of time') return 1;
    const degrees = this.strata.length - new Set(usableStrata(this.strata)).size;
    return studentQuantile(UPPER, degrees) / normalQuantile(UPPER);
  }

  private onGrid({ over, under }: Sums, cut: Cut): Sums {
    return { over: this.joined(over, cut), under: this.joined(under, cut) };
  }

  private joined(values: readonly number[], { from, joined }: Cut): number[] {
    return Array.from({ length: this.basis.pairs }, (_, pair) => {
      const begin = from + pair * joined;
      return values.slice(begin, begin + joined).reduce((sum, value) => sum + value, 0);
    });
  }
}

const NO_CUT: Cut = { from: 0, joined: 1 };

/** Empty where they saw the same requests. */
function whyNotPaired(first: RunResult, second: RunResult): string {
  if (first.seed !== second.seed) return `they have different seeds, ${first.seed} and ${second.seed}`;
  if (first.replications !== second.replications)
    return `they have different numbers of replications, ${first.replications} and ${second.replications}`;
  if (!isSame(trafficOf(first), trafficOf(second))) return 'their traffic differs';
  return '';
}

function trafficOf({ scenario: { resolved } }: RunResult): unknown {
  return typeof resolved === 'object' && resolved !== null && 'traffic' in resolved
    ? resolved.traffic
    : undefined;
}

interface Grid {
  readonly of: BatchSums['of'];
  readonly fromMs: number;
  readonly eachMs: number;
  readonly pairs: number;
  readonly cuts: readonly [Cut, Cut];
}

/** A sentence where there is none. */
function commonGrid(first: BatchSums | undefined, second: BatchSums | undefined): Grid | string {
  if (first === undefined || second === undefined)
    return 'a result of an earlier version does not tell how its figures moved';
  if (first.of === 'replications') {
    const pairs = Math.min(first.requests.length, second.requests.length);
    return { of: 'replications', fromMs: 0, eachMs: 0, pairs, cuts: [NO_CUT, NO_CUT] };
  }
  return gridOf(first, second);
}

/** Stretches as long as the longer ones, from where both have begun to where one has ended. */
function gridOf(first: BatchSums, second: BatchSums): Grid | string {
  const eachMs = Math.max(first.eachMs, second.eachMs);
  const fromMs = Math.ceil(Math.max(first.fromMs, second.fromMs) / eachMs) * eachMs;
  const toMs = Math.min(endOf(first), endOf(second));
  const pairs = Math.max(0, Math.floor((toMs - fromMs) / eachMs));
  const long = Math.max(endOf(first) - first.fromMs, endOf(second) - second.fromMs);
  if (pairs < LEAST_STRETCHES) return 'the runs are too short to see how they move together';
  if (pairs * eachMs < 0.8 * long) return 'they measured different stretches of time';
  const cut = (own: BatchSums): Cut => ({
    from: Math.round((fromMs - own.fromMs) / own.eachMs),
    joined: Math.round(eachMs / own.eachMs),
  });
  return { of: 'time', fromMs, eachMs, pairs, cuts: [cut(first), cut(second)] };
}

function endOf({ fromMs, eachMs, requests }: BatchSums): number {
  return fromMs + eachMs * requests.length;
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}
