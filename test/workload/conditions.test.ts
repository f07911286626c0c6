import { describe, expect, test } from 'vitest';
import type { Fault, Target } from '../../scenarios/scenario.ts';
import { Conditions } from '../../workload/conditions.ts';
import { Draws } from '../../workload/draws.ts';
import { Windows } from '../../workload/windows.ts';
import { faultOf, modelOf, scenarioOf } from './scenario-of.ts';
import { range } from './statistics.ts';

const SECOND = 1e6;
const ALL: Target = { kind: 'model', model: 0, replica: 'all' };
const WINDOW = { fromUs: 10 * SECOND, toUs: 20 * SECOND };

function under(...faults: Fault[]): Conditions {
  const models = [modelOf('a', { replicas: 2 }), modelOf('b')];
  return new Conditions(scenarioOf({ models, faults }), { kind: 'model', model: 0, replica: 1 });
}

describe('what faults do to services', () => {
  test('a slow model is slow for services that start inside the window', () => {
    const conditions = under(faultOf('s', { kind: 'slow', target: ALL, factor: 3, addUs: 7 }, WINDOW));
    const at = (us: number) => conditions.serviceUs(1000, us, 0);
    expect([10 * SECOND - 1, 10 * SECOND, 20 * SECOND - 1, 20 * SECOND].map(at)).toEqual([
      1000, 3007, 3007, 1000,
    ]);
  });

  test('a leak grows from the start of its window, and anew from a restart', () => {
    const conditions = under(faultOf('l', { kind: 'leak', target: ALL, growthPerSecond: 0.1 }, WINDOW));
    expect(conditions.serviceUs(1000, 10 * SECOND, 0)).toBe(1000);
    expect(conditions.serviceUs(1000, 15 * SECOND, 0)).toBe(1500);
    expect(conditions.serviceUs(1000, 15 * SECOND, 13 * SECOND)).toBe(1200);
    expect(conditions.serviceUs(1000, 20 * SECOND, 0)).toBe(1000);
  });

  test('two slownesses act together', () => {
    const twice = [1, 2].map((n) =>
      faultOf(`s${n}`, { kind: 'slow', target: ALL, factor: 2, addUs: 0 }, WINDOW),
    );
    expect(under(...twice).serviceUs(1000, 12 * SECOND, 0)).toBe(4000);
  });

  test('a hang lasts as long as its windows', () => {
    const conditions = under(faultOf('h', { kind: 'hang', target: ALL }, WINDOW));
    expect([9, 10, 19, 20].map((s) => conditions.hangs(s * SECOND))).toEqual([false, true, true, false]);
  });

  test('errors have their share, request by request, in their window', () => {
    const fault = faultOf('e', { kind: 'errors', target: ALL, share: 0.25 }, WINDOW);
    const conditions = under(fault);
    const draws = new Draws(scenarioOf({ faults: [fault] }), 1);
    const inside = range(10_000).filter((n) => conditions.fails(draws, 0, n, 12 * SECOND)).length;
    // Six standard deviations of a binomial count: false alarm 2e-9.
    expect(Math.abs(inside - 2500)).toBeLessThan(6 * Math.sqrt(10_000 * 0.25 * 0.75));
    expect(range(1000).some((n) => conditions.fails(draws, 0, n, 21 * SECOND))).toBe(false);
  });

  test.each<[string, Target]>([
    ['another replica', { kind: 'model', model: 0, replica: 0 }],
    ['another model', { kind: 'model', model: 1, replica: 'all' }],
    ['the enrichment', { kind: 'enrichment' }],
    ['the rendezvous server', { kind: 'rendezvous', replica: 'all' }],
  ])('a fault of %s leaves this one calm', (_, target) => {
    expect(under(faultOf('s', { kind: 'slow', target, factor: 3, addUs: 0 }, WINDOW)).calm).toBe(true);
  });

  test('a fault of this replica, or of the enrichment, is met there', () => {
    const own = faultOf(
      's',
      { kind: 'slow', target: { kind: 'model', model: 0, replica: 1 }, factor: 3, addUs: 0 },
      WINDOW,
    );
    expect(under(own).calm).toBe(false);
    const enriching = faultOf('s', { kind: 'hang', target: { kind: 'enrichment' } }, WINDOW);
    expect(
      new Conditions(scenarioOf({ faults: [enriching] }), { kind: 'enrichment' }).hangs(WINDOW.fromUs),
    ).toBe(true);
  });

  test('crashes, pauses and wires are not of this kind', () => {
    expect(under(faultOf('c', { kind: 'pause', target: ALL }, WINDOW)).calm).toBe(true);
  });
});

describe('windows', () => {
  const windows = new Windows([
    { fromUs: 0, toUs: 10 },
    { fromUs: 20, toUs: 30 },
    { fromUs: 25, toUs: 40 },
    { fromUs: 100, toUs: Infinity },
  ]);

  test('hold their first instant and not their last', () => {
    expect([0, 9, 10, 19, 20, 39, 40, 99, 100, 1e15].map((us) => windows.contains(us))).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  test('that overlap are one, which began with the first', () => {
    expect([5, 15, 29, 35, 500].map((us) => windows.startOf(us))).toEqual([0, -1, 20, 20, 100]);
  });
});
