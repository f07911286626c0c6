import { describe, expect, it } from 'vitest';
import { DriftDetector } from '../../rendezvous/drift-detector.ts';
import { firstAlarm, GAP_US, MONTH_US } from './first-alarm.ts';
import { type Law, normals, SECOND_US, uniforms } from './seeded-scores.ts';

/** From `at` on another law. */
function changed(before: Law, after: Law, at: number): Law {
  return (n) => (n < at ? before(n) : after(n));
}

describe('a sequence that does not change', () => {
  // 300,000 values are 25 minutes: a false alarm has probability ≤ 25 min / 30 d + risk = 0.0006 + 0.001 per law.
  const z = normals(1, 'stationary');
  const u = uniforms(1, 'stationary');
  const laws: readonly (readonly [string, Law])[] = [
    ['normal', z],
    ['lognormal, heavy', (n) => Math.exp(2 * z(n))],
    ['a few whole numbers', (n) => Math.floor(5 * u(n) * u(n))],
    ['two values, one of them rare', (n) => (u(n) < 0.003 ? 1 : 0)],
    ['mostly zero, else continuous', (n) => Math.max(0, z(n) - 1)],
    ['infinite mean', (n) => 1 / u(n) / u(n)],
    ['large mean, tiny spread', (n) => 1e9 + 1e-3 * z(n)],
  ];
  for (const [name, law] of laws) {
    it(`raises no alarm: ${name}`, () => {
      expect(firstAlarm(law, 300_000)).toBeUndefined();
    });
  }

  it('raises no alarm when it is constant, even where false alarms are allowed each minute', () => {
    expect(firstAlarm(() => 7, 300_000, 60 * SECOND_US)).toBeUndefined();
  });
});

describe('a change', () => {
  const z = normals(3, 'change');
  const at = 50_000;
  const delayUntilAlarm = (after: Law, before: Law = z): number =>
    (firstAlarm(changed(before, after, at), at + 40_000) ?? Infinity) - at;

  it('of the mean by half a standard deviation is found within 1,000 values, up or down', () => {
    for (const shift of [0.5, -0.5]) {
      const delay = delayUntilAlarm((n) => z(n) + shift);
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThan(1_000);
    }
  });

  it('of the mean by five standard deviations is found within 20 values', () => {
    expect(delayUntilAlarm((n) => z(n) + 5)).toBeLessThan(20);
  });

  it('of the variance to double or half is found within 2,000 values', () => {
    expect(delayUntilAlarm((n) => Math.SQRT2 * z(n))).toBeLessThan(2_000);
    expect(delayUntilAlarm((n) => Math.SQRT1_2 * z(n))).toBeLessThan(2_000);
  });

  it('from one constant to another is found within 20 values, however small it is, up or down', () => {
    const seven: Law = () => 7;
    expect(delayUntilAlarm(() => 7.000000001, seven)).toBeLessThan(20);
    expect(delayUntilAlarm(() => 6.999999999, seven)).toBeLessThan(20);
  });

  it('that puts values strictly between those of a discrete law is found', () => {
    const twoValues: Law = (n) => Math.sign(z(n));
    expect(delayUntilAlarm((n) => 0.5 * twoValues(n), twoValues)).toBeLessThan(100);
  });

  it('of the shares of two values is found', () => {
    const u = uniforms(3, 'change');
    const delay = delayUntilAlarm(
      (n) => (u(n) < 0.4 ? 1 : 0),
      (n) => (u(n) < 0.2 ? 1 : 0),
    );
    expect(delay).toBeLessThan(2_000);
  });

  it('is found at the same value whatever the unit of the scores', () => {
    const shifted = changed(z, (n) => z(n) + 0.5, at);
    expect(firstAlarm((n) => 1024 * shifted(n), at + 1_000)).toBe(firstAlarm(shifted, at + 1_000));
  });
});

describe('the reference', () => {
  it('goes on beyond its time until there are enough values to know anything', () => {
    const detector = new DriftDetector({
      referenceFromUs: 0,
      referenceUs: SECOND_US,
      falseAlarmEveryUs: MONTH_US,
      risk: 0.001,
    });
    const z = normals(4, 'sparse');
    for (let n = 0; n < 199; n++) detector.observe(z(n), n * SECOND_US);
    expect(detector.watching).toBe(false);
    detector.observe(z(199), 199 * SECOND_US);
    expect(detector.watching).toBe(true);
    expect(detector.referenceSize).toBe(200);
  });

  it('is taken anew after a restart, so that the new level is normal and the old one a change', () => {
    const z = normals(5, 'restart');
    const detector = new DriftDetector({
      referenceFromUs: 0,
      referenceUs: 10_000 * GAP_US,
      falseAlarmEveryUs: MONTH_US,
      risk: 0.001,
    });
    const alarms: number[] = [];
    for (let n = 0; n < 100_000; n++) {
      const level = n >= 30_000 && n < 70_000 ? 1 : 0;
      if (!detector.observe(level + z(n), n * GAP_US)) continue;
      alarms.push(n);
      detector.restart(n * GAP_US);
    }
    expect(alarms).toHaveLength(2);
    expect(alarms[0]).toBeGreaterThan(30_000);
    expect(alarms[0]).toBeLessThan(30_300);
    expect(alarms[1]).toBeGreaterThan(70_000);
    expect(alarms[1]).toBeLessThan(70_300);
  });
});
