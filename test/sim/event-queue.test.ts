/** What happens next: by time, then as it was scheduled, with wake-ups at the end of their instant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../sim/event-queue.ts';
import { WakeLane } from '../../sim/wake-lane.ts';

interface Scheduled {
  readonly atUs: number;
  readonly isWake: boolean;
  readonly number: number;
}

const schedule = fc
  .array(fc.record({ atUs: fc.integer({ min: 0, max: 20 }), isWake: fc.boolean() }), { maxLength: 600 })
  .map((events) => events.map((event, number): Scheduled => ({ ...event, number })));

function inOrder(events: readonly Scheduled[]): readonly number[] {
  return events
    .toSorted((a, b) => a.atUs - b.atUs || Number(a.isWake) - Number(b.isWake) || a.number - b.number)
    .map(({ number }) => number);
}

function filled(events: readonly Scheduled[]): EventQueue {
  const queue = new EventQueue();
  for (const { atUs, isWake, number } of events) {
    if (isWake) queue.pushWake(atUs, number, 2 * number);
    else queue.push(atUs, number, 2 * number);
  }
  return queue;
}

function taken(queue: EventQueue, handle: () => void = () => {}): number {
  const what = queue.nextWhat;
  expect(queue.nextWhom).toBe(2 * what);
  queue.pop();
  handle();
  queue.settle();
  return what;
}

function emptied(queue: EventQueue): readonly number[] {
  const order: number[] = [];
  while (queue.nextUs !== Infinity) {
    order.push(taken(queue));
  }
  expect(queue.size).toBe(0);
  return order;
}

describe('the event queue', () => {
  test('gives events by time, equal times in the order of scheduling, wake-ups behind all others', () => {
    fc.assert(
      fc.property(schedule, (events) => {
        expect(emptied(filled(events))).toEqual(inOrder(events));
      }),
      { seed: 1 },
    );
  });

  test('keeps that order when events are taken and scheduled in turn, before or behind those that wait', () => {
    const step = fc.record({
      gapUs: fc.integer({ min: 0, max: 3 }),
      takes: fc.integer({ min: 0, max: 2 }),
      causes: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const queue = new EventQueue();
        const waiting: Scheduled[] = [];
        let nowUs = 0;
        let number = 0;
        const plan = (atUs: number): void => {
          queue.push(atUs, number, 2 * number);
          waiting.push({ atUs, isWake: false, number });
          number++;
        };
        for (const { gapUs, takes, causes } of steps) {
          plan(nowUs + gapUs);
          for (let take = 0; take < takes && waiting.length > 0; take++) {
            const first = inOrder(waiting)[0];
            nowUs = queue.nextUs;
            waiting.splice(
              waiting.findIndex((each) => each.number === first),
              1,
            );
            const caused = () => {
              for (let nth = 0; nth < causes; nth++) plan(nowUs + gapUs);
            };
            expect(taken(queue, caused)).toBe(first);
          }
        }
        expect(emptied(queue)).toEqual(inOrder(waiting));
      }),
    );
  });

  test('keeps that order when some are taken out', () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 5 }), (events, every) => {
        const queue = filled(events);
        queue.removeWhere((what) => what % every === 0);
        expect(emptied(queue)).toEqual(inOrder(events.filter(({ number }) => number % every !== 0)));
      }),
      { seed: 2 },
    );
  });

  test('keeps that order when some are taken out because of the event that is handled', () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 5 }), (events, every) => {
        fc.pre(events.length > 0);
        const queue = filled(events);
        const [first, ...later] = inOrder(events);
        expect(taken(queue, () => queue.removeWhere((what) => what % every === 0))).toBe(first);
        expect(emptied(queue)).toEqual(later.filter((number) => number % every !== 0));
      }),
      { seed: 3 },
    );
  });
});

test('the wake lane gives wishes as they came, refuses one out of order, and keeps each with its request', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 4_000 }),
      (steps) => {
        const lane = new WakeLane();
        const waiting: { atUs: number; slot: number }[] = [];
        let latestUs = 0;
        steps.forEach(([gapUs, takes], slot) => {
          latestUs += gapUs;
          expect(lane.push(latestUs, slot, 10 * slot)).toBe(true);
          expect(lane.push(latestUs - 1, slot, 0)).toBe(false);
          waiting.push({ atUs: latestUs, slot });
          if (!takes) return;
          const first = waiting.shift();
          expect([lane.nextUs, lane.nextSlot, lane.nextMark]).toEqual([
            first?.atUs,
            first?.slot,
            10 * (first?.slot ?? 0),
          ]);
          lane.pop();
        });
        expect(lane.nextUs).toBe(waiting[0]?.atUs ?? Infinity);
      },
    ),
    { seed: 3, numRuns: 20 },
  );
});
