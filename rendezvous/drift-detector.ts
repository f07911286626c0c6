/**
 * Tells when a sequence of numbers no longer follows the law that it had in its reference stretch, whatever that
 * law is, with a stated rate of false alarms.
 *
 * The reference stretch has two parts. The first quarter chooses how to look: cut points, so that a value becomes a
 * rank (rank-table.ts). The rest, which the cut points do not depend on, calibrates what is normal (drift-bets.ts).
 * After it every value is played: fresh stakes are the time that goes by, so the alarm threshold is a time too, and
 * the rate of false alarms holds per day, not per value, also when traffic surges.
 *
 * Guarantee, for independent values of one law from the reference on: with probability at least 1 − risk (over the
 * reference) the mean time to a false alarm is at least `falseAlarmEveryUs`, and the probability of one within a
 * time t is at most t / falseAlarmEveryUs. The stake of a value is the gap between the two values before it: it is
 * known before the value, so it does not matter if slow requests tend to have large scores.
 *
 * Rejected: comparing windows by Kolmogorov–Smirnov (repeated looks have no stated rate, and a window's length fixes
 * the size of shift that can be seen); CUSUM on standardised scores (needs a normal law); conformal martingales with
 * a growing reference (exact, but need random tie-breaks, and a gradual shift seeps into the reference).
 *
 * It deliberately does not say what caused the change, and it does not restart by itself. Values that depend on each
 * other over time (a feature that wanders by nature) are outside the guarantee, and will alarm.
 */
import { DriftBets } from './drift-bets.ts';
import { RankTable } from './rank-table.ts';
import { ThinnedSample } from './thinned-sample.ts';

export interface DriftDetectorOptions {
  readonly referenceFromUs: number;
  readonly referenceUs: number;
  /** Mean time between false alarms, at least. */
  readonly falseAlarmEveryUs: number;
  /** Probability that a reference misleads, so that the rate of false alarms is higher than stated. */
  readonly risk: number;
}

const SHARE_FOR_CUTS = 0.25;
const CUT_SAMPLE = 2048;
/** A reference goes on beyond its time until it has this many values in each part: with less, nothing is known. */
const LEAST_FOR_CUTS = 50;
const LEAST_FOR_CALIBRATION = 150;

export class DriftDetector {
  /** Values in the current reference, both parts. */
  referenceSize = 0;
  /** True once the reference is complete and changes can be found. */
  watching = false;
  private readonly options: DriftDetectorOptions;
  private readonly sample = new ThinnedSample(CUT_SAMPLE);
  private fromUs: number;
  private table: RankTable | undefined;
  private counts = new Float64Array(0);
  private calibrated = 0;
  private bets: DriftBets | undefined;

  constructor(options: DriftDetectorOptions) {
    this.options = options;
    this.fromUs = options.referenceFromUs;
  }

  /**
   * Takes the next value, in order of time, at or after the reference's begin.
   *
   * @returns true when the evidence for a change has reached the threshold; then restart
   */
  observe(value: number, nowUs: number): boolean {
    const { table, bets } = this;
    if (table !== undefined && bets !== undefined) return bets.play(table.binOf(value), nowUs);
    this.learn(value, nowUs);
    return false;
  }

  /** Forgets everything and takes a new reference from now on. */
  restart(nowUs: number): void {
    this.fromUs = nowUs;
    this.sample.clear();
    this.table = undefined;
    this.bets = undefined;
    this.watching = false;
    this.calibrated = 0;
    this.referenceSize = 0;
  }

  private learn(value: number, nowUs: number): void {
    this.referenceSize++;
    const elapsedUs = nowUs - this.fromUs;
    if (this.table === undefined) {
      this.sample.add(value);
      const enough = this.sample.offered >= LEAST_FOR_CUTS;
      if (enough && elapsedUs >= SHARE_FOR_CUTS * this.options.referenceUs) this.chooseCuts();
      return;
    }
    const bin = this.table.binOf(value);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    this.calibrated++;
    if (this.calibrated < LEAST_FOR_CALIBRATION || elapsedUs < this.options.referenceUs) return;
    const { risk, falseAlarmEveryUs } = this.options;
    this.bets = new DriftBets(this.table.ranks, this.counts, risk, falseAlarmEveryUs, nowUs);
    this.watching = true;
  }

  private chooseCuts(): void {
    this.table = new RankTable(this.sample.sorted());
    this.counts = new Float64Array(this.table.ranks.length);
  }
}
