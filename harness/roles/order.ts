/**
 * What a role's process is told, and what it says: plain data over the channel between a process and whoever started it.
 *
 * The life of a role: it gets its order, loads the scenario, connects, joins its group and says `ready` · `go` tells the
 * run's zero · it works until `stop`, finishes what it has in hand within a bound, says `stopped` and ends with status 0.
 * A role that is started again in the middle of a run gets its `go` in the order already. Whatever else ends it is a
 * death; what it did until then stands in its journal.
 */
import type { AccessSettings } from '../brokers/access-settings.ts';
import type { Role } from './role.ts';

/** Everything that all roles of a run have in common. */
export interface RunOrder {
  /** What names of topics and groups begin with. */
  readonly prefix: string;
  readonly scenario: ScenarioOrder;
  /** `auto` already resolved. */
  readonly warmupUs: number;
  readonly brokers: readonly string[];
  /** How to get in; secrets are not in here, but where the environment or a file has them. */
  readonly access: AccessSettings;
  /** What paths in `access` are relative to. */
  readonly accessFolder: string;
  /** Where journals are written: `NAME.journal`. */
  readonly folder: string;
  /** The URL of a module with other classes for its parts; only tests have one. */
  readonly classes?: string;
}

/** A scenario as a process can load it again by itself: it holds functions and cannot be sent. */
export interface ScenarioOrder {
  readonly file: string;
  readonly set: readonly string[];
  readonly matrixIndex: number;
  readonly seed: number;
  /** Of the resolved scenario: a process that reads another one (a changed file, another machine) must not take part. */
  readonly sha256: string;
}

export interface RoleOrder {
  readonly run: RunOrder;
  readonly role: Role;
  /** Set when the run has begun already: absolute, by this machine's clock. */
  readonly zeroUs?: number;
  /** `host:port` of the role's own wire, where it has one that can be slowed down and cut. */
  readonly via?: string;
  /** Crashes at a step that this decoy has died of already: they are not died of twice. */
  readonly diedOf: readonly number[];
}

export type ToRole =
  | { readonly say: 'order'; readonly order: RoleOrder }
  /** `zeroUs` is absolute, by this machine's clock, and lies ahead. */
  | { readonly say: 'go'; readonly zeroUs: number }
  /** Leave the group and join again. */
  | { readonly say: 'rejoin' }
  /** No more traffic will come; finish what is in hand and end, within this time. */
  | { readonly say: 'stop'; readonly withinMs: number };

export type FromRole =
  | { readonly say: 'ready' }
  /** Cannot take part, in a sentence; the process ends after it. `isDefect`: not for the user to mend. */
  | { readonly say: 'failed'; readonly why: string; readonly isDefect: boolean }
  /** Of the front end, some times a second. */
  | { readonly say: 'progress'; readonly launched: number; readonly open: number; readonly isDone: boolean }
  | { readonly say: 'stopped' };
