/**
 * What docs/language.md says of *adaptive*, once more and as plainly as can be: a list of what each model's requests told,
 * and a look back over it for each question. Requests come one after the other, each decided before the next.
 */
import { type AdaptiveSettings, ANSWER_DEFAULT, type Decision } from '../../rendezvous/policy.ts';

export interface Told {
  /** When each model scored; undefined: not by the decision time. In the order of the models. */
  readonly scoredUs: readonly (number | undefined)[];
  /** Models that gave an error, at the very beginning. */
  readonly failed: readonly number[];
  readonly draw: number;
}

type Phase = 'closed' | 'open' | 'half-open';

interface Memory {
  phase: Phase;
  /** What this phase has seen: late or not while closed and half-open, decisions while open. */
  seen: boolean[];
}

export class AdaptiveLaw {
  private readonly order: readonly number[];
  private readonly settings: AdaptiveSettings;
  private readonly decisionUs: number;
  private readonly memories: readonly Memory[];

  constructor(order: readonly number[], settings: AdaptiveSettings, decisionUs: number) {
    this.order = order;
    this.settings = settings;
    this.decisionUs = decisionUs;
    this.memories = order.map(() => ({ phase: 'closed', seen: [] }));
  }

  /** When the request is decided, and how; what it tells is remembered. */
  next(request: Told): readonly [atUs: number, decision: Decision] {
    for (let atUs = 0; ; atUs++) {
      const decision = this.due(request, atUs);
      if (decision === undefined) continue;
      this.order.forEach((model, nth) => {
        const memory = this.memories[nth];
        if (memory !== undefined) this.remember(memory, this.lateness(model, request, atUs), request.draw);
      });
      return [atUs, decision];
    }
  }

  phases(): readonly Phase[] {
    return this.memories.map(({ phase }) => phase);
  }

  private due(request: Told, atUs: number): Decision | undefined {
    const isThere = (model: number) => (request.scoredUs[model] ?? Infinity) <= atUs;
    const mayCome = (model: number) => !isThere(model) && !request.failed.includes(model);
    const best = this.order.find(isThere);
    if (atUs >= this.decisionUs) return best ?? ANSWER_DEFAULT;
    const better = best === undefined ? this.order : this.order.slice(0, this.order.indexOf(best));
    const isWaited = better.some((model) => mayCome(model) && this.isWorth(model, request.draw));
    if (isWaited) return undefined;
    if (best !== undefined) return best;
    return this.order.some(mayCome) && this.settings.whenAllOpen === 'wait' ? undefined : ANSWER_DEFAULT;
  }

  private isWorth(model: number, draw: number): boolean {
    const phase = this.memories[this.order.indexOf(model)]?.phase;
    return phase === 'closed' || (phase === 'half-open' && draw < this.settings.probe);
  }

  /** Undefined where the request tells nothing. */
  private lateness(model: number, request: Told, atUs: number): boolean | undefined {
    if ((request.scoredUs[model] ?? Infinity) <= atUs) return false;
    return atUs >= this.decisionUs && !request.failed.includes(model) ? true : undefined;
  }

  private remember(memory: Memory, isLate: boolean | undefined, draw: number): void {
    const { over, openAt, rest, probe, probes } = this.settings;
    const become = (phase: Phase) => Object.assign(memory, { phase, seen: [] });
    const tooMany = (seen: readonly boolean[], of: number) =>
      seen.slice(-of).filter((late) => late).length + 1e-9 >= openAt * of;
    if (memory.phase === 'open') {
      memory.seen.push(false);
      if (memory.seen.length >= rest) become('half-open');
    } else if (isLate !== undefined && memory.phase === 'closed') {
      memory.seen.push(isLate);
      if (tooMany(memory.seen, over)) become('open');
    } else if (isLate !== undefined && draw < probe) {
      memory.seen.push(isLate);
      if (memory.seen.length >= probes) become(tooMany(memory.seen, probes) ? 'open' : 'closed');
    }
  }
}
