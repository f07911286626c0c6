/**
 * Everything that one run measured, as plain data: typed arrays and numbers that can cross worker threads. Results
 * are assembled from one or several of these; nothing in here has been judged.
 */
import type { ScoreSamples } from '../rendezvous/canary-monitor.ts';
import type { Window } from '../scenarios/scenario.ts';
import type { ClueMeasures } from './clues/clues.ts';
import type { DecoyMeasures } from './decoy-tally.ts';
import type { GaugeMeasures } from './gauges.ts';
import type { Times } from './histogram.ts';
import type { StepMeasures } from './step-series.ts';
import type { StretchMeasures } from './stretch.ts';
import type { RequestRow } from './worst-requests.ts';
import type { WorstMeasures } from './worst-window.ts';

export interface RunMeasures {
  readonly seed: number;
  readonly host: 'sim' | 'kafka';
  readonly complete: boolean;
  readonly warmupUs: number;
  readonly trafficEndUs: number;
  readonly endUs: number;
  readonly warmup: number;
  readonly measured: number;
  readonly undecided: number;
  readonly events: number;
  readonly remarks: readonly string[];
  readonly hash: readonly [number, number];
  /** The whole run; then one per objective (undefined where its window is not a stretch). */
  readonly whole: StretchMeasures;
  readonly stretches: readonly (StretchMeasures | undefined)[];
  /** All histograms over the whole run, see HISTOGRAM. */
  readonly times: readonly Times[];
  readonly worstSecond: WorstMeasures | undefined;
  readonly worstMinute: WorstMeasures | undefined;
  /** One per objective; undefined where its window is not `worst`, or where no window was whole. */
  readonly worstWindows: readonly (WorstMeasures | undefined)[];
  readonly series: StepMeasures;
  readonly gauges: GaugeMeasures;
  readonly worst: readonly RequestRow[];
  /** Undefined where nothing was measured. */
  readonly typical: RequestRow | undefined;
  readonly anomalies: Readonly<
    Record<'duplicates' | 'conflictingDuplicates' | 'wrongRecipient' | 'forbidden', number>
  >;
  readonly earlyScores: number;
  readonly lateScores: number;
  readonly mailboxesMax: number;
  readonly openMailboxes: number;
  readonly lagAtEnd: Float64Array;
  /** By model: starts of its processes, each of which begins cold. */
  readonly starts: Float64Array;
  readonly decoys: readonly DecoyMeasures[];
  readonly canaries: readonly CanaryMeasures[];
  readonly faults: readonly FaultMeasures[];
  /** What was odd, for whoever looks for known defects. */
  readonly clues: ClueMeasures;
}

export interface CanaryMeasures {
  readonly canary: number;
  readonly alarms: readonly {
    readonly atUs: number;
    readonly cause: 'input' | 'model';
    /** The model at fault; -1 for `input`. */
    readonly model: number;
  }[];
  readonly referenceScores: number;
  readonly unpaired: number;
  /** What the monitor compared, where it ran in this process. */
  readonly samples: ScoreSamples | undefined;
}

export interface FaultMeasures {
  /** As planned, or, for a crash at a step, as it happened. */
  readonly windows: readonly Window[];
  readonly began: number;
  readonly ended: number;
  readonly bitten: boolean;
}
