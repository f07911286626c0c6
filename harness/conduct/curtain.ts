/**
 * How a run comes to its end once traffic is over: faults heal, and everybody finishes what is in hand. Whoever interrupts
 * it does not wait for that, but only for what a result takes: brokers that can be read. Five seconds are promised in all,
 * so that brokers that are away get three of them to come back.
 */
import type { FaultDirector } from '../faults/fault-director.ts';
import type { Topics } from '../kafka/topics.ts';
import { INPUT } from '../roles/streams.ts';
import { keptWithin, missingAfter, unlessAborted } from '../waiting.ts';
import type { Crew } from './crew.ts';

export interface CurtainParts {
  readonly crew: Crew;
  readonly director: FaultDirector;
  readonly topics: Topics;
  readonly signal: AbortSignal;
}

const FINISHING_MS = 10_000;
const HASTE_MS = 2_800;
/** Of the haste, what roles get for their last words. */
const LAST_WORDS_MS = 1_300;

export class Curtain {
  private readonly parts: CurtainParts;

  constructor(parts: CurtainParts) {
    this.parts = parts;
  }

  /** What has ended is given this long to have healed; less where the run is interrupted. */
  async heal(withinMs: number): Promise<void> {
    const { director, signal } = this.parts;
    if (!signal.aborted) await unlessAborted(director.finish(withinMs), signal);
  }

  /** Everybody finishes. False where the run was interrupted and what happened cannot be read. */
  async fall(): Promise<boolean> {
    const { crew, signal } = this.parts;
    if (!signal.aborted) await unlessAborted(crew.stop(FINISHING_MS), signal);
    return !signal.aborted || this.fallInHaste();
  }

  private async fallInHaste(): Promise<boolean> {
    const { crew, director } = this.parts;
    const endMs = performance.now() + HASTE_MS;
    const leftMs = () => Math.max(0, endMs - performance.now());
    const lifting = director.finish(0);
    if (!(await keptWithin(crew.stop(LAST_WORDS_MS), LAST_WORDS_MS))) await crew.close();
    if (!(await keptWithin(lifting, leftMs()))) return false;
    return (await missingAfter(() => this.unreadable(leftMs()), leftMs())) === undefined;
  }

  private async unreadable(withinMs: number): Promise<string | undefined> {
    const answer = this.parts.topics.extents(INPUT).then(
      () => true,
      () => false,
    );
    return (await keptWithin(answer, withinMs)) && (await answer) ? undefined : 'an answer';
  }
}
