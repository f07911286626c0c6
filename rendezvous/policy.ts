/**
 * A policy decides which score becomes *the* answer of a request.
 *
 * The rendezvous server keeps the mailbox and the clock; the policy is asked each time something happened to the
 * request (it was seen, a score or an error was read, a wake-up it wished for, the decision time) and says what to
 * do now. A policy owns no state of a request, no clock and no randomness: everything it may look at is in the
 * mailboxes it is shown, so the same mailboxes always give the same decisions, in the simulator and on Kafka. One that
 * learns from other requests does not claim to remember nothing; each server has a policy of its own, and a server that
 * starts again has a new one.
 *
 * Decisions are small integers because the simulator asks some ten million times a second: a number of zero or more
 * is the model whose score is the answer.
 */

/** Nothing is decided yet; the server asks again at the next score, wake-up or at the decision time. */
export const WAIT = -1;
/** Answer with the scenario's default, or with nothing where it is `none`. */
export const ANSWER_DEFAULT = -2;
/** Answer with a value that the policy combined from several scores (see {@link Policy.combined}). */
export const ANSWER_COMBINED = -3;

/** WAIT, ANSWER_DEFAULT, ANSWER_COMBINED, or the index of the model whose score is the answer. */
export type Decision = number;

/** What a policy may know of one request at the instant at which it is asked. */
export interface Mailbox {
  /** Models whose score has been read, as a bit set: bit m stands for the model with index m. */
  readonly scored: number;
  /** Models that gave an error instead of a score (final for that model), as a bit set. */
  readonly failed: number;
  /** The model whose score was read first, among the policy's members; -1 when none of them has scored. */
  readonly first: number;
  /** Microseconds since the request's intended arrival. */
  readonly ageUs: number;
  /**
   * True when the decision is due: WAIT is then taken as ANSWER_DEFAULT. Scores readable at exactly the decision time
   * are in the mailbox by then; the policy is not asked about them one by one, so that the best of them is found.
   */
  readonly final: boolean;
  /** The score of a model; NaN when it has not been read. */
  value(model: number): number;
  /** A number in [0, 1) that belongs to this request and never changes (seeded by the run). */
  draw(): number;
}

/**
 * What a policy may promise beyond what every policy owes. The properties of `testing/` hold it to these.
 *
 * - `decides-when-settled`: it does not wait once what was read has settled the outcome
 * - `ignores-arrival-order`: of scores that are read at the same instant, the order decides nothing
 * - `remembers-nothing`: other requests, before or beside, change no decision
 * - `gains-by-more-deadline`: with the same score times a later decision time never gives a worse answer
 * - `waits-before-the-default`: it gives no default before the decision time while one of its members may still score
 */
export type Claim =
  | 'decides-when-settled'
  | 'ignores-arrival-order'
  | 'remembers-nothing'
  | 'gains-by-more-deadline'
  | 'waits-before-the-default';

/** What is taken as promised of a policy that says nothing. */
export const CLAIMS_UNSAID: readonly Claim[] = [
  'decides-when-settled',
  'ignores-arrival-order',
  'remembers-nothing',
];

export interface Policy {
  /** What it promises; {@link CLAIMS_UNSAID} where it is left out. */
  readonly claims?: readonly Claim[];
  /**
   * Models that the policy may answer from, as a bit set: the first score, and the one that settled a combined answer,
   * are sought among them, and the policy is not asked when another model speaks. Where it is left out: every model that
   * may answer, and the policy is asked whoever speaks.
   */
  readonly members?: number;
  /** Ages (µs since intended arrival, ascending, below the decision time) at which the policy wishes to be asked. */
  readonly wakesAtUs: readonly number[];
  /** What to do with this request now. */
  decide(mailbox: Mailbox): Decision;
  /** Whether an answer by this decision is what the policy wanted first ("preferred", not "lesser"). */
  isPreferred(decision: Decision, mailbox: Mailbox): boolean;
  /** The orders of preference that can be in force, best model first; empty where the policy prefers nobody. */
  readonly orders: readonly (readonly number[])[];
  /** Which of `orders` is in force for this request now, or -1. Measures look for missed better scores by it. */
  orderOf(mailbox: Mailbox): number;
  /** The combined value, asked right after `decide` returned ANSWER_COMBINED. */
  combined?(mailbox: Mailbox): number;
}

/** What a user's policy module gets: the models by index, and when the decision falls. */
export interface PolicyContext {
  /** Every model of the scenario, in file order; the position is the index used in masks and decisions. */
  readonly models: readonly { readonly name: string; readonly mayAnswer: boolean }[];
  readonly deadlineUs: number;
  /** deadline − returnBudget, counted from the intended arrival. */
  readonly decisionUs: number;
  /** The parameters under `with:` of the scenario. */
  readonly with: Readonly<Record<string, unknown>>;
}

/** The default export of a user's policy module. */
export type PolicyModule = (context: PolicyContext) => Policy;

/** How *adaptive* learns; counts are of requests, shares in [0, 1]. */
export interface AdaptiveSettings {
  /** Of the last so many requests that told whether a model was late, … */
  readonly over: number;
  /** … this share late opens its breaker. Above 0. */
  readonly openAt: number;
  /** Decisions that an open breaker lets pass before it is half-open. */
  readonly rest: number;
  /** The share of the requests that wait for a model whose breaker is half-open. Above 0. */
  readonly probe: number;
  /** Probes by which a half-open breaker is judged. */
  readonly probes: number;
  /** What happens when nothing has come and nobody who may still come is worth waiting for. */
  readonly whenAllOpen: 'wait' | 'default';
}

/** A policy as a scenario names it; models are indexes into the scenario's list of models. */
export type PolicySpec =
  | { readonly kind: 'priority'; readonly order: readonly number[] }
  | {
      readonly kind: 'schedule';
      /** Ascending by `fromUs`; the first begins at 0. `accept` is in order of preference. */
      readonly steps: readonly { readonly fromUs: number; readonly accept: readonly number[] }[];
    }
  | { readonly kind: 'first'; readonly of: readonly number[] }
  | {
      readonly kind: 'ensemble';
      readonly of: readonly number[];
      readonly combine: 'mean' | 'median' | 'vote';
      readonly quorum: number;
    }
  | { readonly kind: 'split'; readonly shares: readonly { readonly model: number; readonly share: number }[] }
  | ({ readonly kind: 'adaptive'; readonly order: readonly number[] } & AdaptiveSettings)
  | {
      readonly kind: 'module';
      readonly file: string;
      readonly with: Readonly<Record<string, unknown>>;
      readonly create: PolicyModule;
    };
