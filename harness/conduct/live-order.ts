/** What a live run is asked for, and whom it tells what. */
import type { Ledger } from '../../measure/ledger.ts';
import type { LoadedRun } from '../../scenarios/load.ts';
import type { BrokerWish } from '../brokers/choose.ts';
import type { Environment } from '../brokers/cluster.ts';
import type { ScenarioOrder } from '../roles/order.ts';
import type { LiveProgress } from './live-progress.ts';

export interface LiveOrder {
  /** Loaded with the seed of this run. */
  readonly loaded: LoadedRun;
  /** How a process loads the same by itself. */
  readonly scenario: ScenarioOrder;
  /** `auto` already resolved. */
  readonly warmupUs: number;
  readonly wish: BrokerWish;
  /** See `RunOrder.classes`. */
  readonly classes?: string;
  /** Where some roles are played on other machines. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Names of roles. */
  readonly roles: readonly string[];
  /** Told what the run's topics are called, as soon as its roles can be started there. */
  readonly onAwaited: (prefix: string) => void;
}

export interface LiveOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Told what is happening, one sentence at a time. */
  readonly say: (sentence: string) => void;
  readonly onProgress: (progress: LiveProgress) => void;
  /** Is shown each request that is counted, in order of arrival, when the account is made. */
  readonly onSettled?: (ledger: Ledger, slot: number) => void;
}
