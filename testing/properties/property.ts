/**
 * What a property is: one sentence that must hold of every request, and how a breach of it is seen.
 *
 * `alone` looks at a policy by itself, played by a stage; `inRun` at a whole run in the simulator. A property has one of
 * the two or both. One with a `claim` is owed only by policies that make it.
 */
import type { Claim } from '../../rendezvous/policy.ts';
import type { Course, Stage } from '../interleavings/stage.ts';
import type { ObservedRun } from '../scenes/observed-run.ts';
import type { PolicyPlan } from '../subjects/policy-plan.ts';

/** An objective of the scenario language. */
export type Expectation = {
  readonly measure: string;
  readonly atLeast?: string | number;
  readonly atMost?: string | number;
};

export interface Breach {
  /** What happened instead, as the end of a sentence about the request. */
  readonly but: string;
  /** What should have happened. */
  readonly due: string;
  /** Objectives that a run fails by which the breach shows, by name. */
  readonly shownBy: Readonly<Record<string, Expectation>>;
}

/** A breach among the interleavings of a policy alone. */
export interface BreachAlone extends Breach {
  /** Index into the interleaving's requests. */
  readonly request: number;
  /** The course that shows it and what it was played to, where these are others than the first. */
  readonly course?: Course;
  readonly plan?: PolicyPlan;
  /** Of such requests, one after the other, so many show it in a scenario; one where it is left out. */
  readonly requests?: number;
}

/** A breach in a run. */
export interface BreachInRun extends Breach {
  /** The request that shows it, by its number in the run; -1 where it is about none. */
  readonly ordinal: number;
}

export interface Property {
  readonly name: string;
  readonly sentence: string;
  readonly claim?: Claim;
  readonly alone?: (course: Course, stage: Stage) => BreachAlone | undefined;
  readonly inRun?: (run: ObservedRun) => BreachInRun | undefined | Promise<BreachInRun | undefined>;
}
