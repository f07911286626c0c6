/** Plays fixtures and their twins with real processes on a real broker, and tells what the detectors say of them. */
import { dirname } from 'node:path';
import process from 'node:process';
import { runLive } from '../../harness/conduct/run-live.ts';
import { findingsOf } from '../../measure/findings/findings.ts';
import type { Finding } from '../../measure/result.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { type SingleBroker, startSingleBroker } from '../harness/brokers/single-broker.ts';
import type { Fixture, OnKafka } from './fixtures.ts';
import { type Row, rowOf } from './matrix.ts';
import { loadedOf } from './trial.ts';

export interface Played {
  readonly scenario: Scenario;
  readonly measures: RunMeasures;
}

function findingsIn({ scenario, measures }: Played): readonly Finding[] {
  return findingsOf(scenario, [measures]);
}

export class LiveTrials {
  private readonly broker: SingleBroker;

  private constructor(broker: SingleBroker) {
    this.broker = broker;
  }

  /** All trials on one broker, each with topics of its own. */
  static async begin(): Promise<LiveTrials> {
    return new LiveTrials(await startSingleBroker({}));
  }

  async rowOf(fixture: Fixture, on: OnKafka): Promise<Row> {
    const defect = await this.play(fixture, 'defect', on.set, on.classes);
    const twin = await this.play(fixture, fixture.hasSoundScenario ? 'sound' : 'defect', on.set, undefined);
    return rowOf(fixture, findingsIn(defect), findingsIn(twin));
  }

  async end(): Promise<void> {
    await this.broker.close();
  }

  async play(
    fixture: Fixture,
    which: 'defect' | 'sound',
    set: readonly string[],
    classes: string | undefined,
  ): Promise<Played> {
    const { file, run } = await loadedOf(fixture, which, set);
    const { scenario, sha256 } = run;
    const warmupUs = scenario.warmup === 'auto' ? 0 : scenario.warmup.us;
    const outcome = await runLive(
      {
        loaded: run,
        scenario: { file, set, matrixIndex: 0, seed: scenario.seed, sha256 },
        warmupUs,
        wish: { brokers: this.broker.address, folder: dirname(file) },
        ...(classes !== undefined && { classes }),
      },
      {
        env: process.env,
        signal: new AbortController().signal,
        say: () => undefined,
        onProgress: () => undefined,
      },
    );
    if (!outcome.measures.complete)
      throw new Error(`${fixture.folder} ended early: ${outcome.measures.remarks.join('; ')}`);
    return { scenario, measures: outcome.measures };
  }
}
