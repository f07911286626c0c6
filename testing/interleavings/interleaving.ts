/**
 * What happens to a few requests at one rendezvous server, and in which order: requests, scores, errors and wake-ups, as
 * the server reads them.
 *
 * It is plain data, so that it can be printed, kept and shrunk. Steps ascend by their instant; those of one instant are
 * read in the order of the list. Wake-ups that the server asks for are not in it: it gets those by itself.
 */
export interface Interleaving {
  readonly requests: readonly {
    readonly intendedUs: number;
    /** What `mailbox.draw()` gives, in [0, 1). */
    readonly draw: number;
  }[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly atUs: number;
  /** Index into the requests. */
  readonly request: number;
  /** `wake`: one that nobody asked for, as after a crash. */
  readonly says: 'request' | 'score' | 'error' | 'wake';
  /** Index into the models; -1 where it is about none. */
  readonly model: number;
}

/** The score of a model for a request: small whole numbers, so that votes can be equal. */
export function scoreIn(request: number, model: number): number {
  return (request + 2 * model) % 3;
}

/** Sorted by instant; those of one instant keep their order. */
export function inOrder(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => a.atUs - b.atUs);
}

/** What had been read of a request, and when. */
export interface Known {
  /** Bit sets of models. */
  readonly scored: number;
  readonly failed: number;
  /** When the request itself was read; -1 while it was not. */
  readonly seenUs: number;
  /** When a model's score or error was read; -1 where neither was. */
  readonly readUs: (model: number) => number;
}

/** What the first `until` steps say of a request: a model's first word counts. */
export function knownAfter({ steps }: Interleaving, request: number, until: number): Known {
  const readUs = new Map<number, number>();
  let scored = 0;
  let failed = 0;
  let seenUs = -1;
  for (let at = 0; at < until; at++) {
    const step = steps[at];
    if (step === undefined || step.request !== request || step.says === 'wake') continue;
    if (step.says === 'request') seenUs = seenUs < 0 ? step.atUs : seenUs;
    else if (!readUs.has(step.model)) {
      readUs.set(step.model, step.atUs);
      if (step.says === 'score') scored |= 1 << step.model;
      else failed |= 1 << step.model;
    }
  }
  return { scored, failed, seenUs, readUs: (model) => readUs.get(model) ?? -1 };
}
