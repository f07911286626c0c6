/**
 * Levels over time, from when things began and ended: open mailboxes, records on the input, what each model has not
 * finished with, what each decoy has archived.
 *
 * Gauges are only read at whole steps, so changes are counted by the step in which they fall; nothing is sorted.
 */
import type { Measurement } from '../../measure/measurement.ts';

export class Levels {
  private readonly stepUs: number;
  private readonly steps: number;
  private readonly models: number;
  private readonly boxes: Float64Array;
  private readonly input: Float64Array;
  private readonly finished: readonly Float64Array[];
  private readonly archived: readonly Float64Array[];

  /** @param stepUs of the run's series */
  constructor(models: number, endUs: number, stepUs: number) {
    this.stepUs = stepUs;
    this.steps = Math.floor(endUs / stepUs) + 1;
    this.models = models;
    const changes = () => new Float64Array(this.steps);
    this.boxes = changes();
    this.input = changes();
    this.finished = Array.from({ length: models }, changes);
    this.archived = Array.from({ length: models }, changes);
  }

  boxOpened(atUs: number): void {
    this.change(this.boxes, atUs, 1);
  }

  boxClosed(atUs: number): void {
    this.change(this.boxes, atUs, -1);
  }

  appended(atUs: number): void {
    this.change(this.input, atUs, 1);
  }

  finishedBy(model: number, atUs: number): void {
    this.change(this.finished[model], atUs, 1);
  }

  archivedBy(model: number, atUs: number): void {
    this.change(this.archived[model], atUs, 1);
  }

  /** Tells the measurement the levels at each of its instants, and at the end; answers with the open mailboxes then. */
  tell(measurement: Measurement, endUs: number): number {
    const now = {
      boxes: 0,
      input: 0,
      finished: new Float64Array(this.models),
      archived: new Float64Array(this.models),
    };
    const lag = new Float64Array(this.models);
    const gauge = (atUs: number) => {
      for (let model = 0; model < this.models; model++) lag[model] = now.input - (now.finished[model] ?? 0);
      measurement.gauge(atUs, now.boxes, now.input, lag, now.archived);
    };
    for (let step = 0; step < this.steps; step++) {
      const fromUs = step * this.stepUs;
      if (fromUs >= measurement.nextGaugeUs && fromUs < endUs) gauge(fromUs);
      now.boxes += this.boxes[step] ?? 0;
      now.input += this.input[step] ?? 0;
      for (let model = 0; model < this.models; model++) {
        now.finished[model] = (now.finished[model] ?? 0) + (this.finished[model]?.[step] ?? 0);
        now.archived[model] = (now.archived[model] ?? 0) + (this.archived[model]?.[step] ?? 0);
      }
    }
    gauge(endUs);
    return now.boxes;
  }

  private change(changes: Float64Array | undefined, atUs: number, by: number): void {
    if (changes === undefined) return;
    const step = Math.min(this.steps - 1, Math.floor(atUs / this.stepUs));
    changes[step] = (changes[step] ?? 0) + by;
  }
}

/** The most that were open at once; what opens as something closes counts beside it. */
export function mostAtOnce(openedUs: Float64Array, closedUs: Float64Array): number {
  const opened = openedUs.toSorted();
  const closed = closedUs.toSorted();
  let most = 0;
  let gone = 0;
  for (let nth = 0; nth < opened.length; nth++) {
    while (gone < closed.length && (closed[gone] ?? 0) < (opened[nth] ?? 0)) gone++;
    most = Math.max(most, nth + 1 - gone);
  }
  return most;
}
