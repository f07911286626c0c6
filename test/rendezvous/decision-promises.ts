/** What every decision keeps, whatever comes in whatever order, as promises for the quick and the long search. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PolicySpec } from '../../rendezvous/policy.ts';
import { type Known, lawful } from './decision-law.ts';
import { anyPolicy } from './policies.arbitrary.ts';
import { ServerHost } from './server-host.ts';

const MODELS = 4;
const DECISION_US = 20;
const END_US = 30;

type Word = { readonly model: number; readonly says: 'score' | 'error'; readonly atUs: number };

/** The request itself where there is no word. */
type Delivery = { readonly atUs: number; readonly word: Word | undefined };

interface Fate {
  readonly intendedUs: number;
  readonly seenUs: number;
  /** At its instant, the request comes before the words. */
  readonly seenFirst: boolean;
  readonly words: readonly Word[];
  /** Redeliveries of the request, and wake-ups that nobody asked for. */
  readonly again: readonly number[];
  readonly strayWakes: readonly number[];
  readonly draw: number;
}

const instant = fc.integer({ min: 0, max: END_US });

const fate: fc.Arbitrary<Fate> = fc.record({
  intendedUs: fc.integer({ min: 0, max: 4 }),
  seenUs: fc.integer({ min: 4, max: END_US }),
  seenFirst: fc.boolean(),
  words: fc.array(
    fc.record({ model: fc.nat({ max: MODELS - 1 }), says: fc.constantFrom('score', 'error'), atUs: instant }),
    { maxLength: 2 * MODELS, size: 'max' },
  ),
  again: fc.array(instant, { maxLength: 1 }),
  strayWakes: fc.array(instant, { maxLength: 2 }),
  draw: fc.nat({ max: 999 }).map((n) => n / 1000),
});

/** All that happens to the request, in the order in which the host delivers it. */
function deliveries({ words, seenUs, seenFirst }: Fate): readonly Delivery[] {
  const request = [{ atUs: seenUs, word: undefined }];
  const said = words.map((word) => ({ atUs: word.atUs, word }));
  return (seenFirst ? [...request, ...said] : [...said, ...request]).toSorted((a, b) => a.atUs - b.atUs);
}

/** When the decision falls and what it is, by the law asked after each delivery and at each microsecond. */
function expected(spec: PolicySpec, each: Fate): readonly [atUs: number, decision: number] {
  const { intendedUs, seenUs, draw } = each;
  const scored: number[] = [];
  const failed: number[] = [];
  const decisionAtUs = intendedUs + DECISION_US;
  const ask = (atUs: number, due: boolean) => {
    const known: Known = { scored, failed, ageUs: atUs - intendedUs, draw, due };
    return lawful(spec, known);
  };
  let seen = false;
  for (let atUs = 0; ; atUs++) {
    for (const { word } of deliveries(each).filter((delivery) => delivery.atUs === atUs)) {
      if (word === undefined) seen = true;
      else if (![...scored, ...failed].includes(word.model))
        (word.says === 'score' ? scored : failed).push(word.model);
      const decision = seen ? ask(atUs, seenUs > decisionAtUs) : undefined;
      if (decision !== undefined) return [atUs, decision];
    }
    const decision = seen ? ask(atUs, atUs >= decisionAtUs) : undefined;
    if (decision !== undefined) return [atUs, decision];
  }
}

function play(host: ServerHost, each: Fate, slot = 0): ServerHost {
  for (const { atUs, word } of deliveries(each)) {
    if (word === undefined) host.request(atUs, { slot, intendedUs: each.intendedUs });
    else if (word.says === 'score') host.score(atUs, word.model, slot);
    else host.error(atUs, word.model, slot);
  }
  for (const atUs of each.again)
    host.request(Math.max(atUs, each.seenUs), { slot, intendedUs: each.intendedUs });
  for (const atUs of each.strayWakes) host.strayWake(atUs, slot);
  return host;
}

/** So many cases for each promise; a failure says by which seed and path fast-check finds it again. */
export function promiseDecisions(seed: number, numRuns: number): void {
  const options = { seed, numRuns };

  it('every request is decided exactly once, when and as the law says, in whatever order things come', () => {
    fc.assert(
      fc.property(anyPolicy(MODELS, END_US), fate, (policy, each) => {
        const host = new ServerHost({ policy, decisionUs: DECISION_US, drawOf: () => each.draw });
        expect(play(host, each).run().told).toEqual([expected(policy, each)]);
        expect(host.boxes.open).toBe(0);
        expect(host.boxes.openMax).toBe(1);
      }),
      options,
    );
  });

  it('every word of a model is used, early or late, and counted so', () => {
    fc.assert(
      fc.property(anyPolicy(MODELS, END_US), fate, (policy, each) => {
        const host = play(
          new ServerHost({ policy, decisionUs: DECISION_US, drawOf: () => each.draw }),
          each,
        ).run();
        const order = deliveries(each);
        const seen = order.findIndex(({ word }) => word === undefined);
        expect(host.early).toEqual(order.slice(0, seen).map(({ word }) => ({ slot: 0, model: word?.model })));
        const decidedAtUs = host.answers[0]?.atUs ?? Infinity;
        const after = order.filter(({ word, atUs }) => word !== undefined && atUs > decidedAtUs).length;
        const atOnce = order.filter(({ word, atUs }) => word !== undefined && atUs === decidedAtUs).length;
        expect(host.late.length).toBeGreaterThanOrEqual(after);
        expect(host.late.length).toBeLessThanOrEqual(after + atOnce);
      }),
      options,
    );
  });

  it('what happens to other requests changes nobody’s decision', () => {
    fc.assert(
      fc.property(
        anyPolicy(MODELS, END_US),
        fc.array(fate, { minLength: 2, maxLength: 5 }),
        (policy, fates) => {
          const together = new ServerHost({
            policy,
            decisionUs: DECISION_US,
            slots: fates.length,
            drawOf: (slot) => fates[slot]?.draw ?? 0,
          });
          fates.forEach((each, slot) => {
            play(together, each, slot);
          });
          together.run();
          fates.forEach((each, slot) => {
            const own = together.answers.filter((answer) => answer.slot === slot);
            expect(own.map(({ atUs, decision }) => [atUs, decision])).toEqual([expected(policy, each)]);
          });
        },
      ),
      { ...options, numRuns: Math.ceil(numRuns / 6) },
    );
  });

  it('the order in force and what is preferred agree with the decision', () => {
    fc.assert(
      fc.property(anyPolicy(MODELS, END_US), fate, (policy, each) => {
        const host = play(
          new ServerHost({ policy, decisionUs: DECISION_US, drawOf: () => each.draw }),
          each,
        ).run();
        const [answer] = host.answers;
        const { decision = -2, preferred, order = -1 } = answer ?? {};
        const orders = ordersOf(policy);
        if (orders.length === 0) expect(order).toBe(-1);
        else if (decision >= 0) expect(orders[order]).toContain(decision);
        if (policy.kind === 'priority' || policy.kind === 'adaptive')
          expect(preferred).toBe(decision === policy.order[0]);
        if (policy.kind === 'split') expect(preferred).toBe(decision === orders[order]?.[0]);
        if (policy.kind === 'schedule') expect(preferred).toBe(decision === policy.steps[0]?.accept[0]);
        if (policy.kind === 'first') expect(preferred).toBe(decision >= 0);
      }),
      options,
    );
  });
}

function ordersOf(policy: PolicySpec): readonly (readonly number[])[] {
  if (policy.kind === 'priority' || policy.kind === 'adaptive') return [policy.order];
  if (policy.kind === 'schedule') return policy.steps.map(({ accept }) => accept);
  if (policy.kind !== 'split') return [];
  const models = policy.shares.map(({ model }) => model);
  return models.map((preferred) => [preferred, ...models.filter((model) => model !== preferred)]);
}
