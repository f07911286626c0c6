/**
 * Shows the canary monitors what they compare: each score, when it can be read, of the canaries and of the models that
 * score the same feature.
 */
import type { Measurement } from '../measure/measurement.ts';
import { CanaryMonitor } from '../rendezvous/canary-monitor.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';
import { comparableWith } from '../workload/comparable.ts';

export class CanaryWatch {
  private readonly monitors: readonly { readonly canary: number; readonly monitor: CanaryMonitor }[];
  /** Monitors that want a model's scores, by model. */
  private readonly watchers: readonly (readonly CanaryMonitor[])[];
  private readonly isWatched: Uint8Array;
  private readonly measurement: Measurement;

  constructor(scenario: Scenario, warmupUs: number, measurement: Measurement) {
    const { models } = scenario;
    this.measurement = measurement;
    this.monitors = models.flatMap((model, canary) =>
      model.monitor === undefined
        ? []
        : [{ canary, monitor: createMonitor(models, canary, warmupUs, measurement) }],
    );
    this.watchers = models.map((_, index) =>
      this.monitors
        .filter(({ canary }) => index === canary || comparableWith(models, canary).includes(index))
        .map(({ monitor }) => monitor),
    );
    this.isWatched = Uint8Array.from(this.watchers, (watchers) => (watchers.length > 0 ? 1 : 0));
  }

  wants(model: number): boolean {
    return this.isWatched[model] === 1;
  }

  onScore(slot: number, model: number, value: number, nowUs: number): void {
    const watchers = this.watchers[model];
    if (watchers === undefined) return;
    for (let at = 0; at < watchers.length; at++) watchers[at]?.onScore(slot, model, value, nowUs);
  }

  /** The request is gone. */
  forget(slot: number): void {
    for (let at = 0; at < this.monitors.length; at++) this.monitors[at]?.monitor.forget(slot);
  }

  /** Tells the measurement what was compared. */
  finish(): void {
    for (const { canary, monitor } of this.monitors)
      this.measurement.monitor(canary, monitor.referenceScores, monitor.unpaired, monitor.samples());
  }
}

function createMonitor(
  models: readonly Model[],
  canary: number,
  warmupUs: number,
  measurement: Measurement,
): CanaryMonitor {
  const { monitor } = models[canary] ?? {};
  const compared = comparableWith(models, canary);
  const { referenceUs, falseAlarmEveryUs } = monitor ?? { referenceUs: 0, falseAlarmEveryUs: 0 };
  return new CanaryMonitor(
    { canary, models: compared, referenceFromUs: warmupUs, referenceUs, falseAlarmEveryUs },
    { alarm: (cause, which, nowUs) => measurement.alarm(canary, nowUs, cause, which) },
  );
}
