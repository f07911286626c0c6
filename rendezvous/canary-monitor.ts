/**
 * Watches a canary: has the input drifted, and does a model still agree with the canary?
 *
 * In plain words. A canary is a model that never changes, so when its scores change, what it is fed has changed:
 * cause `input`. A model that is fed the same requests should go on relating to the canary as before; when that
 * changes, the model has changed: cause `model`. "As before" means the canary's own first stretch after the warm-up.
 * How a change is told from chance, at which rate of false alarms, and by which theorems stands in drift-detector.ts
 * and drift-bets.ts; the rate and the risk of a misleading reference are shared out evenly over the sequences
 * watched (the canary's scores and one sequence of distances per model), so that they hold for the monitor as a
 * whole: P(a false alarm within t) ≤ t / falseAlarmEvery + 0.001 for each reference taken.
 *
 * After an alarm the sequence takes a new reference from then on: a lasting shift alarms once, a later one is found
 * against the new level, a gradual one may alarm again while it goes on. For about as long as a reference lasts,
 * nothing is found in that sequence.
 *
 * After an `input` alarm the models' references are taken again as well. If the canary's score is noisy the fitted
 * line is flatter than the true one, and a model that follows the input faithfully leaves the line when the input
 * moves. With ρ the share of the canary's variance that is not noise and a mean shift of D standard deviations of the
 * feature, the distances move by at most D·√(1 − ρ) of their standard deviations and the canary's scores by D·√ρ: for
 * any canary that is more signal than noise the input alarm is due first, and takes the false evidence away.
 *
 * What it deliberately does not do: judge whether a shift matters, know the truth about shifts (measures do), or
 * compare requests that only one side scored (they are counted).
 */
import { DriftDetector } from './drift-detector.ts';
import { LastScores } from './last-scores.ts';
import { PairDetector } from './pair-detector.ts';
import { ThinnedSample } from './thinned-sample.ts';

export interface MonitorPort {
  /** @param model index of the model at fault, -1 for cause `input` */
  alarm(cause: 'input' | 'model', model: number, nowUs: number): void;
}

export interface MonitorOptions {
  /** Index of the canary. */
  readonly canary: number;
  /** Indexes of the models that are compared with it, at most 30. */
  readonly models: readonly number[];
  /** End of the warm-up: scores read before it are not used. */
  readonly referenceFromUs: number;
  /** How long a reference lasts; it goes on until it has enough scores (200, pairs 250). */
  readonly referenceUs: number;
  /** Mean time between false alarms of this monitor, at least. */
  readonly falseAlarmEveryUs: number;
  /** Slots to make room for at first. */
  readonly capacity?: number;
}

/** Samples of what was compared, each in ascending order. */
export interface ScoreSamples {
  /** The canary's scores in its first reference, and its last ones. */
  readonly before: Float64Array;
  readonly now: Float64Array;
  /** Of the last requests that both scored: the canary's scores and the model's. */
  readonly pairs: readonly {
    readonly model: number;
    readonly canary: Float64Array;
    readonly scores: Float64Array;
  }[];
}

const SAMPLE = 4096;
const REFERENCE_RISK = 0.001;
const CANARY_SCORED = 1;
const NOT_COMPARED = -1;
const MAX_MODELS = 30;

export class CanaryMonitor {
  /** Scores in the canary's first reference. */
  referenceScores = 0;
  /** Comparisons left out because only one of canary and model scored the request. */
  unpaired = 0;
  private readonly port: MonitorPort;
  private readonly canary: number;
  private readonly models: readonly number[];
  private readonly referenceFromUs: number;
  private readonly input: DriftDetector;
  private readonly pairs: readonly PairDetector[];
  /** Model index to position in `models`. */
  private readonly positions: Int8Array;
  private readonly before = new ThinnedSample(SAMPLE);
  private readonly now = new LastScores(SAMPLE / 2);
  private readonly lastPairs: readonly { readonly canary: LastScores; readonly scores: LastScores }[];
  private latestUs = 0;
  private inputRestarted = false;
  private capacity = 0;
  /** Per slot: bit 0 the canary scored, bit 1 + position that model did. */
  private scored = new Uint32Array(0);
  private canaryScores = new Float64Array(0);
  /** Scores that wait for the canary's, at slot × models + position. */
  private waiting = new Float64Array(0);

  /** @throws RangeError when more models are to be compared than fit into a bit set. */
  constructor(options: MonitorOptions, port: MonitorPort) {
    if (options.models.length > MAX_MODELS) {
      throw new RangeError(
        `Cannot compare models with the canary: at most ${MAX_MODELS}, but there are ${options.models.length}`,
      );
    }
    this.port = port;
    this.canary = options.canary;
    this.models = options.models;
    this.referenceFromUs = options.referenceFromUs;
    this.positions = positionsOf(options.models);
    const sequences = 1 + options.models.length;
    const detection = {
      referenceFromUs: options.referenceFromUs,
      referenceUs: options.referenceUs,
      falseAlarmEveryUs: options.falseAlarmEveryUs * sequences,
      risk: REFERENCE_RISK / sequences,
    };
    this.input = new DriftDetector(detection);
    this.pairs = options.models.map(() => new PairDetector(detection));
    this.lastPairs = options.models.map(() => ({
      canary: new LastScores(SAMPLE / 2),
      scores: new LastScores(SAMPLE / 2),
    }));
    this.grow(options.capacity ?? 1024);
  }

  /**
   * The canary's or a model's score of a request was read. In order of reading; `value` finite. Other models, and a
   * second score of the same model for the same request, are passed over.
   */
  onScore(slot: number, model: number, value: number, nowUs: number): void {
    this.latestUs = nowUs;
    if (slot >= this.capacity) this.grow(Math.max(slot + 1, 2 * this.capacity));
    if (model === this.canary) {
      this.onCanaryScore(slot, value, nowUs);
      return;
    }
    const position = this.positions[model] ?? NOT_COMPARED;
    if (position !== NOT_COMPARED) this.onModelScore(slot, position, value, nowUs);
  }

  /** The request is gone and its slot may be used again; what only one side scored counts as unpaired. */
  forget(slot: number): void {
    const scored = this.scored[slot] ?? 0;
    if (scored === 0) return;
    this.scored[slot] = 0;
    if (this.latestUs < this.referenceFromUs) return;
    const byModels = bitsSet(scored >>> 1);
    this.unpaired += (scored & CANARY_SCORED) === 0 ? byModels : this.models.length - byModels;
  }

  samples(): ScoreSamples {
    return {
      before: this.before.sorted(),
      now: this.now.sorted(),
      pairs: this.lastPairs.map(({ canary, scores }, position) => ({
        model: this.models[position] ?? NOT_COMPARED,
        canary: canary.sorted(),
        scores: scores.sorted(),
      })),
    };
  }

  private onCanaryScore(slot: number, value: number, nowUs: number): void {
    const scored = this.scored[slot] ?? 0;
    if ((scored & CANARY_SCORED) !== 0) return;
    this.scored[slot] = scored | CANARY_SCORED;
    this.canaryScores[slot] = value;
    if (nowUs >= this.referenceFromUs) this.watchInput(value, nowUs);
    if (scored === 0) return;
    for (let position = 0; position < this.models.length; position++) {
      if ((scored & (2 << position)) === 0) continue;
      this.comparePair(position, value, this.waiting[slot * this.models.length + position] ?? 0, nowUs);
    }
  }

  private onModelScore(slot: number, position: number, value: number, nowUs: number): void {
    const scored = this.scored[slot] ?? 0;
    const bit = 2 << position;
    if ((scored & bit) !== 0) return;
    this.scored[slot] = scored | bit;
    if ((scored & CANARY_SCORED) === 0) this.waiting[slot * this.models.length + position] = value;
    else this.comparePair(position, this.canaryScores[slot] ?? 0, value, nowUs);
  }

  private watchInput(value: number, nowUs: number): void {
    const drifted = this.input.observe(value, nowUs);
    const isReference = !this.inputRestarted && this.input.referenceSize > this.referenceScores;
    if (isReference) {
      this.referenceScores = this.input.referenceSize;
      this.before.add(value);
    } else this.now.add(value);
    if (!drifted) return;
    this.inputRestarted = true;
    this.input.restart(nowUs);
    for (const pair of this.pairs) pair.restart(nowUs);
    this.port.alarm('input', -1, nowUs);
  }

  private comparePair(position: number, canaryScore: number, modelScore: number, nowUs: number): void {
    if (nowUs < this.referenceFromUs) return;
    const last = this.lastPairs[position];
    last?.canary.add(canaryScore);
    last?.scores.add(modelScore);
    const pair = this.pairs[position];
    if (pair === undefined || !pair.observe(canaryScore, modelScore, nowUs)) return;
    pair.restart(nowUs);
    this.port.alarm('model', this.models[position] ?? NOT_COMPARED, nowUs);
  }

  private grow(capacity: number): void {
    const { scored, canaryScores, waiting } = this;
    this.scored = new Uint32Array(capacity);
    this.scored.set(scored);
    this.canaryScores = new Float64Array(capacity);
    this.canaryScores.set(canaryScores);
    this.waiting = new Float64Array(capacity * this.models.length);
    this.waiting.set(waiting);
    this.capacity = capacity;
  }
}

function positionsOf(models: readonly number[]): Int8Array {
  const positions = new Int8Array(Math.max(-1, ...models) + 1).fill(NOT_COMPARED);
  models.forEach((model, position) => {
    positions[model] = position;
  });
  return positions;
}

function bitsSet(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
