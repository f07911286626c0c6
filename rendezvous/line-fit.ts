/**
 * The straight line that says best (by least squares) what a model scores where the canary scores x, and how far a
 * pair of scores is off it.
 *
 * A model with another slope or offset than the canary is not faulty, and an input shift moves both along the line:
 * only what is off the line speaks of the model. Sums are kept centred (Welford 1962), because scores with a large
 * mean and a small spread would otherwise cancel to nothing.
 *
 * It deliberately does not correct for noise in the canary's own score, which flattens the line: see canary-monitor.
 */

/** A part in 2^30 of the scores' size: less than any fault, more than what floating point leaves of a perfect fit. */
const GRAIN = 1 / 1073741824;

export class LineFit {
  pairs = 0;
  private meanX = 0;
  private meanY = 0;
  private spreadX = 0;
  private coSpread = 0;

  add(x: number, y: number): void {
    this.pairs++;
    const fromOldMean = x - this.meanX;
    this.meanX += fromOldMean / this.pairs;
    this.meanY += (y - this.meanY) / this.pairs;
    this.spreadX += fromOldMean * (x - this.meanX);
    this.coSpread += fromOldMean * (y - this.meanY);
  }

  line(): Line {
    const slope = this.spreadX > 0 ? this.coSpread / this.spreadX : 0;
    const deviation = Math.sqrt(this.spreadX / Math.max(1, this.pairs));
    const size = Math.abs(this.meanY) + Math.abs(slope) * (Math.abs(this.meanX) + deviation);
    return {
      meanX: this.meanX,
      meanY: this.meanY,
      slope,
      grainsPerUnit: 1 / (GRAIN * (size > 0 ? size : 1)),
    };
  }
}

export interface Line {
  readonly meanX: number;
  readonly meanY: number;
  readonly slope: number;
  /** Residuals are counted in whole grains, so that a model that follows the line exactly has residual 0. */
  readonly grainsPerUnit: number;
}

/** How far the pair is off the line, in whole grains. */
export function residual(line: Line, x: number, y: number): number {
  return Math.round((y - line.meanY - line.slope * (x - line.meanX)) * line.grainsPerUnit);
}
