/**
 * Twenty gamblers who bet that a sequence of ranks no longer follows its reference.
 *
 * In plain words: each gambler has a fixed opinion ("ranks have gone up, strongly", "they spread a little wider", …)
 * and turns it into a payoff for every bin, scaled by what the reference shows so that, as long as nothing has
 * changed, a unit staked comes back as at most one unit on average. At each score he stakes all he has plus fresh
 * money for the time that went by. Without a change nobody can gain: the wealth expected is at most the money put
 * in, which is the time watched. With a change somebody's wealth grows exponentially. So "mean wealth has reached
 * the time T" is an alarm that comes, without a change, at most once in T on average.
 *
 * Mathematics. Bin j has a rank u_j, fixed before the calibrating scores were seen, and a spread v_j = |2u_j − 1|.
 * Bet λ pays g_j = exp(±λ(u_j − ½)) or exp(±λ(v_j − ½)). The calibrating scores give an upper confidence bound G of
 * the mean E[g] by the empirical Bernstein bound of Maurer & Pontil (COLT 2009, theorem 4): for n independent values
 * within a range R, with probability at least 1 − δ,
 *     E[g] ≤ mean + √(2·variance·ln(2/δ)/n) + 7·R·ln(2/δ)/(3(n − 1)).
 * On that event f_j = g_j/G has E[f] ≤ 1 whatever the law of the scores is, and M ← (M + w)·f, the recursion of
 * Shiryaev (1963) and Roberts (1966) with a stake w that was known before the score, keeps M − Σw a supermartingale:
 * an e-detector (Shin, Ramdas, Rinaldo: E-detectors, arXiv:2203.03532). A mean of e-detectors is one, so averaging
 * over opinions costs no union bound. By optional stopping, for the first time T at which the mean wealth is ≥ b:
 * E[Σw up to T] ≥ b and P(T within stakes W) ≤ W/b. Both hold for finite samples, not in the limit.
 *
 * Why the reference's own mean of g and not Hoeffding's λ²/8: ranks of continuous scores have variance 1/12, not
 * the ¼ that Hoeffding must allow for, so the same certainty takes a third of the scores.
 */

/** Strengths of opinion: threefold steps, so that some bet grows at ≥ 75 % of the best rate over a wide range. */
const STRENGTHS = [0.2, 0.6, 1.8, 5.4, 16.2] as const;

export const BETS = 4 * STRENGTHS.length;

export class DriftBets {
  /** What a unit staked on a bet becomes when a score falls into a bin, at bin × BETS + bet. */
  private readonly payoffs: Float64Array;
  private readonly wealth = new Float64Array(BETS);
  private readonly limit: number;
  private latestUs: number;
  private gapUs = 0;

  /**
   * @param ranks of the bins, in [0, 1]
   * @param counts of calibrating scores per bin, at least two in all
   * @param risk probability, over the calibrating scores, that any bet's mean payoff is above one
   * @param limitUs mean wealth at which to say so: the mean time between false alarms
   * @param nowUs when playing begins
   */
  constructor(ranks: Float64Array, counts: Float64Array, risk: number, limitUs: number, nowUs: number) {
    this.limit = limitUs * BETS;
    this.latestUs = nowUs;
    this.payoffs = new Float64Array(ranks.length * BETS);
    let bet = 0;
    for (const strength of STRENGTHS) {
      for (const direction of [strength, -strength]) {
        this.place(
          bet++,
          ranks.map((rank) => Math.exp(direction * (rank - 0.5))),
          counts,
          risk / BETS,
        );
        this.place(
          bet++,
          ranks.map((rank) => Math.exp(direction * (spread(rank) - 0.5))),
          counts,
          risk / BETS,
        );
      }
    }
  }

  /**
   * Plays one score; each bet's stake is the time between the two scores before it.
   *
   * @returns true when mean wealth has reached the limit
   */
  play(bin: number, nowUs: number): boolean {
    const { payoffs, wealth } = this;
    const stakeUs = this.gapUs;
    this.gapUs = nowUs - this.latestUs;
    this.latestUs = nowUs;
    const row = bin * BETS;
    let up = 0;
    let wider = 0;
    let down = 0;
    let narrower = 0;
    // Four sums, not one: each addition would have to wait for the one before.
    for (let bet = 0; bet < BETS; bet += 4) {
      up += wealth[bet] = ((wealth[bet] ?? 0) + stakeUs) * (payoffs[row + bet] ?? 0);
      wider += wealth[bet + 1] = ((wealth[bet + 1] ?? 0) + stakeUs) * (payoffs[row + bet + 1] ?? 0);
      down += wealth[bet + 2] = ((wealth[bet + 2] ?? 0) + stakeUs) * (payoffs[row + bet + 2] ?? 0);
      narrower += wealth[bet + 3] = ((wealth[bet + 3] ?? 0) + stakeUs) * (payoffs[row + bet + 3] ?? 0);
    }
    return up + wider + down + narrower >= this.limit;
  }

  private place(bet: number, gains: Float64Array, counts: Float64Array, risk: number): void {
    const fair = upperBoundOfMean(gains, counts, risk);
    gains.forEach((gain, bin) => {
      this.payoffs[bin * BETS + bet] = gain / fair;
    });
  }
}

function spread(rank: number): number {
  return Math.abs(2 * rank - 1);
}

/** Maurer & Pontil's bound for the mean of values that were counted per bin; the range is that of all bins. */
function upperBoundOfMean(values: Float64Array, counts: Float64Array, risk: number): number {
  let n = 0;
  let sum = 0;
  let least = Infinity;
  let greatest = -Infinity;
  values.forEach((value, bin) => {
    n += counts[bin] ?? 0;
    sum += value * (counts[bin] ?? 0);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  });
  const mean = sum / n;
  let squares = 0;
  values.forEach((value, bin) => {
    squares += (counts[bin] ?? 0) * (value - mean) * (value - mean);
  });
  const variance = squares / (n - 1);
  const doubt = Math.log(2 / risk);
  return mean + Math.sqrt((2 * variance * doubt) / n) + (7 * (greatest - least) * doubt) / (3 * (n - 1));
}
