import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WorkerHost, type WorkerPlan } from './worker-host.ts';

interface Customer {
  readonly cameUs: number;
  readonly serviceUs: number;
  readonly expiresUs: number;
}

/** Arrivals in order; times are small so that many things fall on one instant. */
const customers: fc.Arbitrary<readonly Customer[]> = fc
  .array(
    fc.record({
      gapUs: fc.integer({ min: 0, max: 6 }),
      serviceUs: fc.integer({ min: 0, max: 12 }),
      patienceUs: fc.integer({ min: 0, max: 20 }),
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((drawn) => {
    let cameUs = 0;
    return drawn.map(({ gapUs, serviceUs, patienceUs }) => {
      cameUs += gapUs;
      return { cameUs, serviceUs, expiresUs: cameUs + patienceUs };
    });
  });

function hostOf(all: readonly Customer[], plan: Partial<WorkerPlan>): WorkerHost {
  const host = new WorkerHost({
    serviceUs: (head) => all[head]?.serviceUs ?? 0,
    expiresUs: (record) => all[record]?.expiresUs ?? Infinity,
    ...plan,
  });
  all.forEach(({ cameUs }, record) => {
    host.record(cameUs, record);
  });
  return host;
}

/** Kiefer and Wolfowitz: each customer goes to the place that is free first, in order of arrival. */
function firstComeFirstServed(all: readonly Customer[], plan: Partial<WorkerPlan>) {
  const { concurrency = 1, coldStartUs = 0, skipExpired = false } = plan;
  let freeUs = Array<number>(Math.min(concurrency, all.length)).fill(coldStartUs);
  const begun: [number, number][] = [];
  const skipped: { record: number; atUs: number }[] = [];
  all.forEach(({ cameUs, serviceUs, expiresUs }, record) => {
    const [soonestUs = 0, ...others] = freeUs;
    const atUs = Math.max(cameUs, soonestUs);
    if (skipExpired && atUs > expiresUs) {
      skipped.push({ record, atUs });
      return;
    }
    begun.push([atUs, record]);
    freeUs = [...others, atUs + serviceUs].toSorted((a, b) => a - b);
  });
  return { begun, skipped };
}

describe('a worker that serves one by one', () => {
  it('serves in order of arrival, whenever a place is free, after its cold start, and drops what has expired', () => {
    const plan = fc.record({
      concurrency: fc.constantFrom(1, 2, 3, Infinity),
      coldStartUs: fc.constantFrom(0, 0, 15),
      skipExpired: fc.boolean(),
    });
    fc.assert(
      fc.property(customers, plan, (all, each) => {
        const host = hostOf(all, each).run();
        const { begun, skipped } = firstComeFirstServed(all, each);
        expect(host.served).toEqual(begun);
        expect(host.skipped).toEqual(skipped);
        expect(host.published.map(({ record }) => record).toSorted((a, b) => a - b)).toEqual(
          begun.map(([, record]) => record),
        );
        expect(host.busyMax).toBeLessThanOrEqual(each.concurrency);
        expect([host.busy, host.worker.waiting]).toEqual([0, 0]);
      }),
      { seed: 1, numRuns: 600 },
    );
  });

  it('publishes when service is over', () => {
    const host = new WorkerHost({ serviceUs: () => 10 }).record(3, 0).record(4, 1).run();
    expect(host.published).toEqual([
      { record: 0, atUs: 13 },
      { record: 1, atUs: 23 },
    ]);
  });

  it('serves a record whose deadline is this very instant, and drops it a microsecond later', () => {
    for (const [expiresUs, served] of [
      [10, 2],
      [9, 1],
    ] as const) {
      const plan = { skipExpired: true, serviceUs: () => 10, expiresUs: () => expiresUs };
      expect(new WorkerHost(plan).record(0, 0).record(0, 1).run().begun).toHaveLength(served);
    }
  });

  it('scores expired records where it is not told to skip them', () => {
    const host = new WorkerHost({ serviceUs: () => 10, expiresUs: () => 0 }).record(0, 0).record(0, 1);
    expect(host.run().begun).toHaveLength(2);
  });
});

describe('the cold start', () => {
  const plan = { coldStartUs: 100, serviceUs: () => 10 };

  it('ends at its instant, which counts as warm, and is asked for once however many wait', () => {
    const host = new WorkerHost(plan).record(3, 0).record(4, 1).record(100, 2).run();
    expect(host.served).toEqual([
      [100, 0],
      [110, 1],
      [120, 2],
    ]);
    expect(host.wishes).toEqual([100]);
  });

  it('begins again at each start, and what was held is gone', () => {
    const host = new WorkerHost(plan).record(3, 0).restart(50).record(60, 1).run();
    expect(host.served).toEqual([[150, 1]]);
  });

  it('ends although the group rebalanced meanwhile and the wake-up was dropped', () => {
    const host = new WorkerHost(plan).record(3, 0).rebalance(50).record(60, 1).rebalance(70).record(80, 2);
    expect(host.run().served).toEqual([[100, 2]]);
  });

  it('is not begun by a rebalance', () => {
    const host = new WorkerHost(plan).record(120, 0).rebalance(125).record(126, 0).run();
    expect(host.served).toEqual([
      [120, 0],
      [126, 0],
    ]);
  });

  it('holds batches back too', () => {
    const host = new WorkerHost({ ...plan, batch: { max: 2, waitUs: 5 } });
    for (const record of [0, 1, 2]) host.record(3, record);
    expect(host.run().served).toEqual([
      [100, 0, 1],
      [110, 2],
    ]);
  });
});

describe('a worker that forgets', () => {
  it('holds nothing, and all its places are free', () => {
    for (const batch of [undefined, { max: 2, waitUs: 0 }]) {
      const host = new WorkerHost({ batch, concurrency: 2, serviceUs: () => 1_000 });
      for (const record of [0, 1, 2, 3, 4, 5]) host.record(1, record);
      host.rebalance(10).record(20, 6).record(20, 7);
      host.time.runUntil(20);
      expect(host.begun.filter(({ atUs }) => atUs === 20).map(({ records }) => records)).toEqual([[6], [7]]);
      expect(host.worker.waiting).toBe(0);
      expect(host.run().published.map(({ record }) => record)).toEqual([6, 7]);
    }
  });
});

describe('a worker that forgets in the middle of a batch', () => {
  it('counts the wait of what comes then from its own arrival', () => {
    const host = new WorkerHost({ batch: { max: 3, waitUs: 50 }, serviceUs: () => 10 });
    expect(host.record(1, 0).rebalance(20).record(30, 0).run().served).toEqual([[80, 0]]);
  });
});

describe('a worker that serves in batches', () => {
  const batch = { max: 3, waitUs: 50 };

  it('lets a full batch leave at once', () => {
    const host = new WorkerHost({ batch, serviceUs: () => 10 }).record(1, 0).record(2, 1).record(3, 2).run();
    expect(host.served).toEqual([[3, 0, 1, 2]]);
    expect(host.published.map(({ atUs }) => atUs)).toEqual([13, 13, 13]);
  });

  it('lets a batch leave when its first record has waited long enough', () => {
    const host = new WorkerHost({ batch, serviceUs: () => 10 }).record(1, 0).record(30, 1).run();
    expect(host.served).toEqual([[51, 0, 1]]);
    expect(host.wishes).toEqual([51]);
  });

  it('lets what a batch left behind wait no longer than its own wait', () => {
    const host = new WorkerHost({ batch, serviceUs: () => 20 });
    for (const record of [0, 1, 2]) host.record(1, record);
    // These come while the first batch is served; three of them leave when it ends, one stays behind.
    for (const record of [3, 4, 5, 6]) host.record(10, record);
    expect(host.run().served).toEqual([
      [1, 0, 1, 2],
      [21, 3, 4, 5],
      [60, 6],
    ]);
  });

  it('drops the expired, fills up with those behind them, and takes no place when all have expired', () => {
    const plan = { batch: { max: 2, waitUs: 0 }, skipExpired: true, serviceUs: () => 20 };
    const host = new WorkerHost({ ...plan, expiresUs: (record) => (record < 3 ? 10 : 100) });
    host.record(0, 0);
    for (const record of [1, 2, 3, 4]) host.record(5, record);
    expect(host.run().served).toEqual([
      [0, 0],
      [20, 3, 4],
    ]);
    expect(host.skipped.map(({ record }) => record)).toEqual([1, 2]);
    const none = new WorkerHost({ ...plan, expiresUs: () => 10 }).record(0, 0).record(5, 1).record(30, 2);
    expect([none.run().begun.length, none.skipped.length, none.worker.waiting]).toEqual([1, 2, 0]);
  });

  it('keeps its bounds: size, places, order, and nobody waits longer than the rule says', () => {
    const plans = fc.record({
      concurrency: fc.constantFrom(1, 2, Infinity),
      coldStartUs: fc.constantFrom(0, 0, 15),
      skipExpired: fc.boolean(),
      batch: fc.record({ max: fc.integer({ min: 1, max: 5 }), waitUs: fc.integer({ min: 0, max: 15 }) }),
    });
    fc.assert(
      fc.property(customers, plans, (all, plan) => {
        const host = hostOf(all, plan);
        const overdue = overdueIn(host, all, plan);
        host.run();
        const gone = host.begun.flatMap(({ records }) => records);
        expect(gone).toEqual(gone.toSorted((a, b) => a - b));
        expect([gone.length + host.skipped.length, host.published.length]).toEqual([all.length, gone.length]);
        expect(host.busyMax).toBeLessThanOrEqual(plan.concurrency);
        expect(Math.max(0, ...host.begun.map(({ records }) => records.length))).toBeLessThanOrEqual(
          plan.batch.max,
        );
        expect(Math.min(Infinity, ...host.begun.map(({ atUs }) => atUs))).toBeGreaterThanOrEqual(
          plan.coldStartUs,
        );
        expect(overdue.us).toBe(0);
        expect(hasty(host, all, plan)).toEqual([]);
        // Each instant is asked for once.
        expect(new Set(host.wishes).size).toBe(host.wishes.length);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

type BatchPlan = Pick<WorkerPlan, 'coldStartUs'> & {
  readonly concurrency: number;
  readonly batch: { readonly max: number; readonly waitUs: number };
};

/** Keeps account of how long a batch that might have left stayed, from one deed to the next. */
function overdueIn(host: WorkerHost, all: readonly Customer[], plan: BatchPlan): { us: number } {
  const overdue = { us: 0 };
  let dueUs = Infinity;
  host.onDone = (nowUs) => {
    overdue.us = Math.max(overdue.us, nowUs - dueUs);
    const { waiting } = host.worker;
    const oldestUs = all[host.received - waiting]?.cameUs ?? Infinity;
    const readyUs = waiting >= plan.batch.max ? nowUs : oldestUs + plan.batch.waitUs;
    const isHeld = waiting === 0 || host.busy >= plan.concurrency;
    dueUs = isHeld ? Infinity : Math.max(readyUs, plan.coldStartUs ?? 0);
  };
  return overdue;
}

/** Batches that were not full although their first record had time to wait. */
function hasty(
  host: WorkerHost,
  all: readonly Customer[],
  { batch }: BatchPlan,
): readonly (readonly number[])[] {
  let first = 0;
  return host.begun.flatMap(({ records, atUs }) => {
    const queued = all.filter(({ cameUs }, record) => record >= first && cameUs <= atUs).length;
    const hasWaited = atUs >= (all[first]?.cameUs ?? 0) + batch.waitUs;
    first = (records.at(-1) ?? first) + 1;
    return queued >= batch.max || hasWaited ? [] : [records];
  });
}
