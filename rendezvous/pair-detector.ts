/**
 * Tells when a model no longer relates to the canary as it did in the reference stretch.
 *
 * The first part of the reference fits the line of the model's scores against the canary's on the same requests; the
 * distances from that line are then an ordinary sequence, watched by a drift detector whose reference is the rest.
 * Fit, cut points and calibration rest on different pairs, so each may take the one before as given.
 */
import { DriftDetector, type DriftDetectorOptions } from './drift-detector.ts';
import { type Line, LineFit, residual } from './line-fit.ts';

const SHARE_FOR_FIT = 0.25;
const LEAST_FOR_FIT = 50;

export class PairDetector {
  private readonly fitUs: number;
  private readonly distances: DriftDetector;
  private fromUs: number;
  private fit = new LineFit();
  private line: Line | undefined;

  constructor(options: DriftDetectorOptions) {
    this.fromUs = options.referenceFromUs;
    this.fitUs = SHARE_FOR_FIT * options.referenceUs;
    this.distances = new DriftDetector({ ...options, referenceUs: options.referenceUs - this.fitUs });
  }

  /** Takes the next pair, in order of completion; true when the evidence has reached the threshold. */
  observe(canaryScore: number, modelScore: number, nowUs: number): boolean {
    if (this.line !== undefined) {
      return this.distances.observe(residual(this.line, canaryScore, modelScore), nowUs);
    }
    this.fit.add(canaryScore, modelScore);
    if (this.fit.pairs >= LEAST_FOR_FIT && nowUs - this.fromUs >= this.fitUs) {
      this.line = this.fit.line();
      this.distances.restart(nowUs);
    }
    return false;
  }

  restart(nowUs: number): void {
    this.fromUs = nowUs;
    this.fit = new LineFit();
    this.line = undefined;
  }
}
