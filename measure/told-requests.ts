/** What observations tell of each request of a run, kept by its name, so that two runs can be paired request by request. */
import { pairingOf, type RequestPair } from './pairing.ts';
import type { Pairing, RequestStory } from './result.ts';

export type ToldRequest = Pick<RequestStory, 'id' | 'decision' | 'latencyMs'>;

const UNDECIDED = 'none';

export class ToldRequests {
  private readonly byId = new Map<string, ToldRequest>();

  add(request: ToldRequest): void {
    if (request.decision !== UNDECIDED) this.byId.set(request.id, request);
  }

  /** This run's requests beside those of another. */
  beside(other: ToldRequests): Pairing {
    return pairingOf(this.pairsWith(other));
  }

  private *pairsWith(other: ToldRequests): Generator<RequestPair> {
    for (const ours of this.byId.values()) {
      const theirs = other.byId.get(ours.id);
      if (theirs === undefined) continue;
      const isAnswered = ours.latencyMs !== null && theirs.latencyMs !== null;
      yield {
        isAlike: ours.decision === theirs.decision,
        differenceUs: isAnswered ? 1_000 * (Number(theirs.latencyMs) - Number(ours.latencyMs)) : undefined,
      };
    }
  }
}
