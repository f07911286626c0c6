/**
 * Shows the canary monitors what they compare: each score, when it can be read, of the canaries and of the models that
 * score the same feature.
 */

import type { Ledger } from '../measure/ledger.ts';
import * as ledgerModule from '../measure/ledger.ts';
import type { Measurement } from '../measure/measurement.ts';
import { CanaryMonitor } from '../rendezvous/canary-monitor.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';
import { comparableWith } from '../workload/comparable.ts';
import type { Draws } from '../workload/draws.ts';

// A module's own constants are folded into compiled code, imported ones are loaded at each use.
const { INTENDED, SOURCE, SOURCE_ORDINAL } = ledgerModule;

/** Where alarms go. */
export type Alarms = Pick<Measurement, 'alarm' | 'monitor'>;

export class CanaryWatch {
  private readonly monitors: readonly { readonly canary: number; readonly monitor: CanaryMonitor }[];
  /** Monitors that want a model's scores, by model. */
  private readonly watchers: readonly (readonly CanaryMonitor[])[];
  private readonly isWatched: Uint8Array;
  private readonly measurement: Alarms;
  private readonly draws: Draws;

  constructor(scenario: Scenario, warmupUs: number, measurement: Alarms, draws: Draws) {
    const { models } = scenario;
    this.measurement = measurement;
    this.draws = draws;
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
    this.isWatched = watchedModels(scenario);
  }

  wants(model: number): boolean {
    return this.isWatched[model] === 1;
  }

  /** A score of the request in this slot, whose row tells which request that is. */
  onScore(slot: number, model: number, { rows, stride }: Ledger, nowUs: number): void {
    const row = slot * stride;
    const [source, n] = [rows[row + SOURCE] ?? 0, rows[row + SOURCE_ORDINAL] ?? 0];
    this.onScoreOf(slot, model, source, n, rows[row + INTENDED] ?? 0, nowUs);
  }

  /** The same of the source's n-th request. */
  onScoreOf(slot: number, model: number, source: number, n: number, intendedUs: number, nowUs: number): void {
    const watchers = this.watchers[model];
    if (watchers === undefined) return;
    const value = this.draws.score(model, source, n, intendedUs);
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

/** By model: 1 where some monitor compares its scores. */
export function watchedModels({ models }: Scenario): Uint8Array {
  const canaries = models.flatMap((model, canary) => (model.monitor === undefined ? [] : [canary]));
  return Uint8Array.from(models, (_, model) =>
    canaries.some((canary) => model === canary || comparableWith(models, canary).includes(model)) ? 1 : 0,
  );
}

function createMonitor(
  models: readonly Model[],
  canary: number,
  warmupUs: number,
  measurement: Alarms,
): CanaryMonitor {
  const { monitor } = models[canary] ?? {};
  const compared = comparableWith(models, canary);
  const { referenceUs, falseAlarmEveryUs } = monitor ?? { referenceUs: 0, falseAlarmEveryUs: 0 };
  return new CanaryMonitor(
    { canary, models: compared, referenceFromUs: warmupUs, referenceUs, falseAlarmEveryUs },
    { alarm: (cause, which, nowUs) => measurement.alarm(canary, nowUs, cause, which) },
  );
}
