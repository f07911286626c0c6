/**
 * Any interleaving for a policy: what may happen to one request or a few, with an eye for the instants at which policies go
 * wrong (the decision time, a wake-up, the very instant of another score).
 *
 * It is an arbitrary of its own, rather than one put together from fast-check's, for two reasons: it makes several hundred
 * thousand a second, and it shrinks in the terms of the matter (simpler-interleavings.ts).
 */
import fc from 'fast-check';
import type { Interleaving, Step } from './interleaving.ts';
import { inOrder } from './interleaving.ts';
import { simplerInterleavings } from './simpler-interleavings.ts';

export interface InterleavingLimits {
  /** Models that send scores or errors; their number. */
  readonly models: number;
  readonly decisionUs: number;
  /** Ages at which the policy wishes to be asked. */
  readonly wakesAtUs?: readonly number[];
  /** 2 where it is left out. */
  readonly mostRequests?: number;
}

const MS = 1_000;

export function interleavings(limits: InterleavingLimits): fc.Arbitrary<Interleaving> {
  return new InterleavingArbitrary(limits);
}

class InterleavingArbitrary extends fc.Arbitrary<Interleaving> {
  private readonly models: number;
  private readonly mostRequests: number;
  /** Ages worth trying more often than chance would. */
  private readonly ages: readonly number[];
  private readonly mostMs: number;

  constructor({ models, decisionUs, wakesAtUs = [], mostRequests = 2 }: InterleavingLimits) {
    super();
    this.models = models;
    this.mostRequests = mostRequests;
    this.ages = [0, ...wakesAtUs, decisionUs, decisionUs, decisionUs + MS];
    this.mostMs = Math.max(1, Math.ceil((1.25 * decisionUs) / MS));
  }

  generate(random: fc.Random): fc.Value<Interleaving> {
    const requests = Array.from(
      { length: random.nextInt(0, 3) === 0 ? random.nextInt(1, this.mostRequests) : 1 },
      (_, nth) => ({
        intendedUs: nth === 0 ? 0 : this.age(random, 0),
        draw: random.nextInt(0, 99) / 100,
      }),
    );
    const steps: Step[] = [];
    requests.forEach(({ intendedUs }, request) => {
      this.addSteps(steps, request, intendedUs, random);
    });
    return new fc.Value({ requests, steps: inOrder(steps) }, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Interleaving {
    return typeof value === 'object' && value !== null && 'requests' in value && 'steps' in value;
  }

  shrink(value: Interleaving): fc.Stream<fc.Value<Interleaving>> {
    return fc.stream(simplerInterleavings(value)).map((simpler) => new fc.Value(simpler, undefined));
  }

  private addSteps(steps: Step[], request: number, intendedUs: number, random: fc.Random): void {
    const oddities = random.nextInt(0, 63);
    const seenUs = oddities < 40 ? 0 : this.age(random, 0);
    const isFirst = random.nextInt(0, 1) === 0;
    if (isFirst) steps.push({ atUs: intendedUs + seenUs, request, says: 'request', model: -1 });
    let lastUs = seenUs;
    const from = random.nextInt(0, this.models - 1);
    for (let nth = 0; nth < this.models; nth++) {
      const model = (from + nth) % this.models;
      const fate = random.nextInt(0, 7);
      if (fate === 0) continue;
      lastUs = this.age(random, lastUs);
      const says = fate <= 2 ? 'error' : 'score';
      steps.push({ atUs: intendedUs + lastUs, request, says, model });
      if (oddities === 63)
        steps.push({ atUs: intendedUs + this.age(random, lastUs), request, says: 'score', model });
    }
    if (!isFirst) steps.push({ atUs: intendedUs + seenUs, request, says: 'request', model: -1 });
    if (oddities === 62) steps.push({ atUs: intendedUs + lastUs, request, says: 'request', model: -1 });
    if (oddities === 61) steps.push({ atUs: intendedUs + lastUs, request, says: 'wake', model: -1 });
  }

  /** An age in µs; now and then the same as the last. */
  private age(random: fc.Random, lastUs: number): number {
    const kind = random.nextInt(0, 7);
    if (kind === 0) return lastUs;
    if (kind <= 2) return this.ages[random.nextInt(0, this.ages.length - 1)] ?? 0;
    return random.nextInt(0, this.mostMs) * MS;
  }
}
