/**
 * Levels over time: open mailboxes, lag of each model, records on the input stream and in each archive, sampled at
 * the end of each step, and once more when the run ends within one. There are at most 4,096 samples; then every second
 * one is dropped and the step doubles.
 */
import { MOST_STEPS } from './step-series.ts';

/** The samples of a run at rest: step s at s × width: open mailboxes, input records, lag per model, archived per model. */
export interface GaugeMeasures {
  readonly stepUs: number;
  readonly samples: number;
  readonly width: number;
  readonly levels: Float64Array;
  /** As they were when the run ended; empty where nobody looked. */
  readonly atEnd: Float64Array;
}

/** The level of a step: as it was sampled, or at the end of the run where that came before the end of the step. */
export function levelAt(gauges: GaugeMeasures, step: number, position: number): number {
  const { levels, atEnd, width, samples } = gauges;
  if (step >= samples && atEnd.length > 0) return atEnd[position] ?? 0;
  return levels[Math.min(step, samples - 1) * width + position] ?? 0;
}

/** When samples are due. */
export class SampleClock {
  nextUs: number;
  stepUs: number;
  samples = 0;

  constructor(stepUs: number) {
    this.nextUs = stepUs;
    this.stepUs = stepUs;
  }

  /** A sample was taken. @returns whether there are too many now: the step has doubled, every second one goes */
  tick(): boolean {
    this.samples++;
    const isFull = this.samples === MOST_STEPS;
    if (isFull) {
      this.samples = Math.ceil(this.samples / 2);
      this.stepUs *= 2;
    }
    this.nextUs = (this.samples + 1) * this.stepUs;
    return isFull;
  }
}

export class Gauges {
  private readonly clock: SampleClock;
  private readonly models: number;
  private readonly levels: Float64Array;
  private atEnd = new Float64Array(0);

  constructor(models: number, stepUs: number) {
    this.clock = new SampleClock(stepUs);
    this.models = models;
    this.levels = new Float64Array(MOST_STEPS * gaugeWidth(models));
  }

  get nextUs(): number {
    return this.clock.nextUs;
  }

  /** @param nowUs `nextUs`, or earlier: the run ends now */
  record(
    openMailboxes: number,
    inputRecords: number,
    lag: Float64Array,
    archived: Float64Array,
    nowUs = this.nextUs,
  ): void {
    const width = gaugeWidth(this.models);
    const now = new Float64Array(width);
    now[0] = openMailboxes;
    now[1] = inputRecords;
    now.set(lag.subarray(0, this.models), 2);
    now.set(archived.subarray(0, this.models), 2 + this.models);
    if (nowUs < this.nextUs) this.atEnd = now;
    else this.sample(now);
  }

  finish(): GaugeMeasures {
    return this.measures(this.clock.stepUs, this.clock.samples);
  }

  private measures(stepUs: number, samples: number): GaugeMeasures {
    const width = gaugeWidth(this.models);
    return { stepUs, samples, width, levels: this.levels.slice(0, samples * width), atEnd: this.atEnd };
  }

  private sample(now: Float64Array): void {
    const { stepUs, samples } = this.clock;
    this.levels.set(now, samples * now.length);
    if (this.clock.tick()) this.levels.set(thinGauges(this.measures(stepUs, samples + 1)).levels);
  }
}

function gaugeWidth(models: number): number {
  return 2 + 2 * models;
}

/**
 * The same levels sampled so many times less often. What follows the last whole step is kept as its sample: the level at
 * the end where that is known, else the latest.
 */
export function thinGauges(gauges: GaugeMeasures, together = 2): GaugeMeasures {
  const { width, atEnd } = gauges;
  const whole = Math.floor(gauges.samples / together);
  const samples = Math.ceil(gauges.samples / together);
  const levels = new Float64Array(samples * width);
  for (let sample = 0; sample < samples; sample++) {
    const from = Math.min(together * (sample + 1), gauges.samples) * width - width;
    levels.set(gauges.levels.subarray(from, from + width), sample * width);
  }
  const endsWithin = samples > whole && atEnd.length > 0;
  if (endsWithin) levels.set(atEnd, whole * width);
  return {
    stepUs: together * gauges.stepUs,
    samples,
    width,
    levels,
    atEnd: endsWithin ? new Float64Array(0) : atEnd,
  };
}

/** Several runs' levels as one: the mean of those that still have a sample. All have the same step. */
export function meanGauges(all: readonly GaugeMeasures[]): GaugeMeasures {
  const first = all[0];
  if (first === undefined || all.length === 1) return first ?? NO_GAUGES;
  const samples = Math.max(...all.map((gauges) => gauges.samples));
  const levels = new Float64Array(samples * first.width);
  for (let sample = 0; sample < samples; sample++) {
    const there = all.filter((gauges) => gauges.samples > sample);
    for (let at = 0; at < first.width; at++) {
      const sum = there.reduce((so, gauges) => so + (gauges.levels[sample * first.width + at] ?? 0), 0);
      levels[sample * first.width + at] = sum / there.length;
    }
  }
  const ends = all.map((gauges) => gauges.atEnd).filter((atEnd) => atEnd.length > 0);
  const atEnd = Float64Array.from(ends[0] ?? [], (_, at) => meanOf(ends, at));
  return { stepUs: first.stepUs, samples, width: first.width, levels, atEnd };
}

const NO_GAUGES: GaugeMeasures = {
  stepUs: 0,
  samples: 0,
  width: 0,
  levels: new Float64Array(0),
  atEnd: new Float64Array(0),
};

function meanOf(all: readonly Float64Array[], at: number): number {
  return all.reduce((sum, levels) => sum + (levels[at] ?? 0), 0) / all.length;
}
