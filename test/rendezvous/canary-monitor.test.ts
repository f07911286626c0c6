import { describe, expect, it } from 'vitest';
import { CanaryMonitor, type MonitorOptions } from '../../rendezvous/canary-monitor.ts';
import { DAY_US, type Law, normals, SECOND_US } from './seeded-scores.ts';

const CANARY = 4;
const GAP_US = 5_000; // 200/s
const PER_SECOND = 200;
const SLOTS = 64;

interface Alarm {
  readonly cause: 'input' | 'model';
  readonly model: number;
  readonly atS: number;
}

/** Scores of the n-th request, by model index. */
type Scores = ReadonlyMap<number, Law>;

function monitored(options: Partial<MonitorOptions>): { monitor: CanaryMonitor; alarms: Alarm[] } {
  const alarms: Alarm[] = [];
  const monitor = new CanaryMonitor(
    {
      canary: CANARY,
      models: [],
      referenceFromUs: 30 * SECOND_US,
      referenceUs: 120 * SECOND_US,
      falseAlarmEveryUs: 30 * DAY_US,
      capacity: SLOTS,
      ...options,
    },
    { alarm: (cause, model, nowUs) => alarms.push({ cause, model, atS: nowUs / SECOND_US }) },
  );
  return { monitor, alarms };
}

/** Runs a canary that scores `amount` itself beside models, for so many seconds. */
function run(
  seconds: number,
  amount: Law,
  models: Scores = new Map(),
  options: Partial<MonitorOptions> = {},
): Alarm[] {
  const { monitor, alarms } = monitored({ models: [...models.keys()], ...options });
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    const slot = n % SLOTS;
    monitor.onScore(slot, CANARY, amount(n), n * GAP_US);
    for (const [model, score] of models) monitor.onScore(slot, model, score(n), n * GAP_US);
    monitor.forget(slot);
  }
  return alarms;
}

function causes(alarms: readonly Alarm[]): string[] {
  return alarms.map(({ cause, model }) => (cause === 'input' ? cause : `${cause} ${model}`));
}

const z = normals(7, 'amount');
const own = normals(7, 'own');
const other = normals(7, 'other');

/** N(50, 10), and from `atS` on so much more. */
function amountWithShift(atS: number, add: number): Law {
  return (n) => 50 + 10 * z(n) + (n >= atS * PER_SECOND ? add : 0);
}

describe('an input shift', () => {
  it('of half a standard deviation at minute 24 is found within five seconds, and once', () => {
    const alarms = run(1_800, amountWithShift(1_440, 5), new Map(), { referenceUs: 300 * SECOND_US });
    expect(causes(alarms)).toEqual(['input']);
    expect(alarms[0]?.atS).toBeGreaterThan(1_440);
    expect(alarms[0]?.atS).toBeLessThan(1_445);
  });

  it('is not blamed on models that follow it, whatever their slope, offset and noise', () => {
    const amount = amountWithShift(400, 10);
    const models = new Map<number, Law>([
      [0, amount],
      [1, (n) => 1.7 * amount(n) - 3],
      [2, (n) => 2 * amount(n) + 100 + 5 * own(n)],
      [3, (n) => -0.3 * amount(n) + other(n)],
      [5, () => 0],
    ]);
    expect(causes(run(800, amount, models))).toEqual(['input']);
  });

  it('is not blamed on the models when it is huge, nor when the canary itself is noisy', () => {
    const amount = amountWithShift(400, 10_000);
    const exact = new Map<number, Law>([
      [0, amount],
      [1, (n) => 1.7 * amount(n) - 3],
    ]);
    expect(causes(run(800, amount, exact))).toEqual(['input']);
    const small = amountWithShift(400, 10);
    const noisy = new Map<number, Law>([[0, (n) => 2 * small(n) + own(n)]]);
    expect(causes(run(800, (n) => small(n) + 4 * other(n), noisy))).toEqual(['input']);
  });

  it('is found again when a second one follows', () => {
    const first = amountWithShift(300, 5);
    const alarms = run(900, (n) => first(n) + (n >= 600 * PER_SECOND ? 5 : 0));
    expect(causes(alarms)).toEqual(['input', 'input']);
    expect(alarms[0]?.atS).toBeLessThan(305);
    expect(alarms[1]?.atS).toBeGreaterThan(600);
    expect(alarms[1]?.atS).toBeLessThan(605);
  });

  it('that comes gradually is found on its way, and is quiet after it has ended', () => {
    const gradual: Law = (n) => {
      const share = Math.min(1, Math.max(0, n / PER_SECOND / 60 - 5));
      return 50 + 10 * z(n) + 10 * share;
    };
    const alarms = run(900, gradual);
    expect(alarms[0]?.cause).toBe('input');
    expect(alarms[0]?.atS).toBeGreaterThan(300);
    expect(alarms[0]?.atS).toBeLessThan(330);
    expect(alarms.length).toBeLessThanOrEqual(2);
  });
});

describe('a model fault', () => {
  const amount: Law = (n) => 50 + 10 * z(n);
  const faultAt = 400 * PER_SECOND;

  it('is blamed on that model alone', () => {
    const models = new Map<number, Law>([
      [1, (n) => amount(n) + 2 * own(n)],
      [2, (n) => 2 * amount(n) + 2 * other(n) + (n >= faultAt ? 1 : 0)],
    ]);
    const alarms = run(700, amount, models);
    expect(causes(alarms)).toEqual(['model 2']);
    expect(alarms[0]?.atS).toBeLessThan(410);
  });

  it('is found when the model grows noisier, or answers a constant', () => {
    const noisier: Law = (n) => amount(n) + (n >= faultAt ? 3 : 2) * own(n);
    expect(causes(run(600, amount, new Map([[0, noisier]])))).toEqual(['model 0']);
    const stuck: Law = (n) => (n >= faultAt ? 50 : amount(n) + 2 * own(n));
    expect(causes(run(600, amount, new Map([[0, stuck]])))).toEqual(['model 0']);
  });

  it('is found at once, however small, in a model that followed the canary exactly', () => {
    const alarms = run(450, amount, new Map([[0, (n) => amount(n) + (n >= faultAt ? 0.001 : 0)]]));
    expect(causes(alarms)).toEqual(['model 0']);
    expect(alarms[0]?.atS).toBeLessThan(400.2);
  });

  it('is found after an input shift too, against the new reference', () => {
    const shifting = amountWithShift(300, 10);
    const drifting: Law = (n) => shifting(n) + 2 * own(n) + (n >= 600 * PER_SECOND ? 1 : 0);
    const alarms = run(700, shifting, new Map([[0, drifting]]));
    expect(causes(alarms)).toEqual(['input', 'model 0']);
    expect(alarms[1]?.atS).toBeGreaterThan(600);
  });
});

describe('nothing happens', () => {
  // 1,500 s of 30 d, and the risk of one reference: at most 0.0006 + 0.001.
  it('and there is no alarm', () => {
    const amount: Law = (n) => 50 + 10 * z(n);
    const models = new Map<number, Law>([
      [0, (n) => 2 * amount(n) + own(n)],
      [1, amount],
    ]);
    expect(run(1_500, amount, models)).toEqual([]);
  });

  it('before the reference begins: scores of the warm-up are not used', () => {
    const wild: Law = (n) => (n < 30 * PER_SECOND ? 1e6 * own(n) : 50 + 10 * z(n));
    const { monitor, alarms } = monitored({ models: [0] });
    for (let n = 0; n < 200 * PER_SECOND; n++) {
      monitor.onScore(0, CANARY, wild(n), n * GAP_US);
      monitor.forget(0);
    }
    expect(alarms).toEqual([]);
    expect(monitor.referenceScores).toBe(120 * PER_SECOND + 1);
    expect(monitor.unpaired).toBe(170 * PER_SECOND);
  });
});

describe('pairs', () => {
  const amount: Law = (n) => 50 + 10 * z(n);
  const score: Law = (n) => amount(n) + own(n) + (n >= 200 * PER_SECOND ? 1 : 0);

  it('are the same whichever side scored first', () => {
    const play = (canaryFirst: (n: number) => boolean): Alarm[] => {
      const { monitor, alarms } = monitored({ models: [0] });
      for (let n = 0; n < 300 * PER_SECOND; n++) {
        const first = canaryFirst(n);
        if (first) monitor.onScore(n % SLOTS, CANARY, amount(n), n * GAP_US);
        monitor.onScore(n % SLOTS, 0, score(n), n * GAP_US);
        if (!first) monitor.onScore(n % SLOTS, CANARY, amount(n), n * GAP_US);
        monitor.forget(n % SLOTS);
      }
      return alarms;
    };
    const expected = play(() => true);
    expect(causes(expected)).toEqual(['model 0']);
    expect(play(() => false)).toEqual(expected);
    expect(play((n) => n % 3 === 0)).toEqual(expected);
  });

  it('that only one side scored are counted and left out, and a slot starts afresh when it is used again', () => {
    const { monitor } = monitored({ models: [0, 1], referenceFromUs: 0 });
    monitor.onScore(3, CANARY, 1, 10); // both models missing
    monitor.forget(3);
    expect(monitor.unpaired).toBe(2);
    monitor.onScore(3, 0, 1, 20); // the canary missing: not the one before
    monitor.forget(3);
    expect(monitor.unpaired).toBe(3);
    monitor.onScore(3, 0, 1, 30);
    monitor.onScore(3, CANARY, 1, 40);
    monitor.onScore(3, 1, 1, 50);
    monitor.forget(3);
    monitor.forget(3); // already gone
    expect(monitor.unpaired).toBe(3);
  });

  it('hold whole when slots outgrow the capacity, and when a score is delivered twice', () => {
    const { monitor } = monitored({ models: [0], referenceFromUs: 0, capacity: 2 });
    monitor.onScore(1, 0, 1, 10);
    monitor.onScore(1_000_000, CANARY, 1, 20);
    monitor.onScore(1, CANARY, 1, 30);
    monitor.onScore(1, CANARY, 1, 31);
    monitor.onScore(1, 0, 1, 32);
    monitor.onScore(1_000_000, 0, 1, 40);
    monitor.forget(1);
    monitor.forget(1_000_000);
    expect(monitor.unpaired).toBe(0);
    expect(monitor.referenceScores).toBe(2);
  });

  it('do not include models that are not compared', () => {
    const { monitor } = monitored({ models: [1], referenceFromUs: 0 });
    monitor.onScore(0, 0, 1, 10);
    monitor.onScore(0, 9, 1, 10);
    monitor.forget(0);
    expect(monitor.unpaired).toBe(0);
  });
});

it('the same scores give the same alarms', () => {
  const amount = amountWithShift(300, 3);
  const models = new Map<number, Law>([[0, (n) => amount(n) + own(n) + (n >= 100_000 ? 1 : 0)]]);
  const alarms = run(700, amount, models);
  expect(alarms.length).toBeGreaterThan(1);
  expect(run(700, amount, models)).toEqual(alarms);
});

it('more models than fit into the bit set are refused', () => {
  expect(() => monitored({ models: Array.from({ length: 31 }, (_, i) => i + 5) })).toThrow(/at most 30/);
});

describe('a score that is delivered again', () => {
  it('is passed over, whatever it says the second time', () => {
    const { monitor, alarms } = monitored({ models: [0] });
    for (let n = 0; n < 600 * PER_SECOND; n++) {
      const slot = n % SLOTS;
      const amount = 50 + 10 * z(n);
      monitor.onScore(slot, CANARY, amount, n * GAP_US);
      monitor.onScore(slot, 0, amount + own(n), n * GAP_US);
      if (n >= 300 * PER_SECOND) {
        monitor.onScore(slot, 0, amount + 1_000, n * GAP_US);
        monitor.onScore(slot, CANARY, amount + 1_000, n * GAP_US);
      }
      monitor.forget(slot);
    }
    expect(alarms).toEqual([]);
  });
});
