/**
 * The yardstick: RZ-1 written by hand as one loop over typed arrays, with no architecture at all.
 *
 * It is what a skilled programmer writes in an afternoon to answer one question once: five logical events per request
 * (arrival, three departures, deadline), a binary heap for departures, a ring for deadlines, a running mean and a
 * count. It measures nothing else and can do nothing else. `bench/bench.ts` runs it beside the real simulator, so
 * that our speed is a ratio within one run on one machine and not a number that ages.
 *
 * Run alone: `node bench/yardstick.ts [requests]`.
 */

export interface YardstickResult {
  readonly requests: number;
  readonly answeredByA: number;
  readonly meanLatencyMs: number;
}

const MEAN_GAP_US = 10_000;
const MEAN_A_US = 8_000;
const MEAN_B_US = 12_500;
const MEAN_C_US = 5_000;
const DEADLINE_US = 100_000;
const RING = 1 << 16;
const MASK = RING - 1;

export function yardstick(requests: number): YardstickResult {
  // xorshift32: as cheap as a generator gets.
  let x = 2463534242;
  const exponential = (mean: number): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.round(-mean * Math.log(((x >>> 0) + 0.5) / 4294967296));
  };

  const heapTime = new Float64Array(4096);
  const heapWhat = new Float64Array(4096);
  let heapSize = 0;
  const push = (time: number, what: number): void => {
    let at = heapSize++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const upTime = heapTime[up] ?? 0;
      if (upTime <= time) break;
      heapTime[at] = upTime;
      heapWhat[at] = heapWhat[up] ?? 0;
      at = up;
    }
    heapTime[at] = time;
    heapWhat[at] = what;
  };
  const pop = (): void => {
    const time = heapTime[--heapSize] ?? 0;
    const what = heapWhat[heapSize] ?? 0;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heapSize) break;
      if (down + 1 < heapSize && (heapTime[down + 1] ?? 0) < (heapTime[down] ?? 0)) down++;
      const downTime = heapTime[down] ?? 0;
      if (downTime >= time) break;
      heapTime[at] = downTime;
      heapWhat[at] = heapWhat[down] ?? 0;
      at = down;
    }
    heapTime[at] = time;
    heapWhat[at] = what;
  };

  const arrivedUs = new Float64Array(RING);
  const scored = new Uint8Array(RING);
  const queueA = new Int32Array(RING);
  const queueB = new Int32Array(RING);
  let headA = 0;
  let tailA = 0;
  let headB = 0;
  let tailB = 0;
  let busyA = 0;
  let busyB = 0;
  let deadlineHead = 0;
  let arrivals = 0;
  let nextArrival = exponential(MEAN_GAP_US);
  let byA = 0;
  let latencySum = 0;

  while (deadlineHead < requests) {
    const heapNext = heapSize > 0 ? (heapTime[0] ?? 0) : Infinity;
    const deadlineNext =
      deadlineHead < arrivals ? (arrivedUs[deadlineHead & MASK] ?? 0) + DEADLINE_US : Infinity;
    if (nextArrival <= heapNext && nextArrival <= deadlineNext) {
      const now = nextArrival;
      const slot = arrivals & MASK;
      arrivedUs[slot] = now;
      scored[slot] = 0;
      if (busyA < 1) {
        busyA++;
        push(now + exponential(MEAN_A_US), slot * 4);
      } else queueA[tailA++ & MASK] = slot;
      if (busyB < 2) {
        busyB++;
        push(now + exponential(MEAN_B_US), slot * 4 + 1);
      } else queueB[tailB++ & MASK] = slot;
      push(now + exponential(MEAN_C_US), slot * 4 + 2);
      arrivals++;
      nextArrival = arrivals < requests ? now + exponential(MEAN_GAP_US) : Infinity;
    } else if (heapNext <= deadlineNext) {
      const now = heapNext;
      const what = heapWhat[0] ?? 0;
      pop();
      const model = what & 3;
      const slot = what >> 2;
      if (model === 0) {
        if ((scored[slot] ?? 0) < 128) {
          const latency = now - (arrivedUs[slot] ?? 0);
          if (latency <= DEADLINE_US) {
            scored[slot] = 128;
            byA++;
            latencySum += latency;
          }
        }
        if (headA < tailA) push(now + exponential(MEAN_A_US), (queueA[headA++ & MASK] ?? 0) * 4);
        else busyA--;
      } else {
        scored[slot] = (scored[slot] ?? 0) | (model === 1 ? 1 : 2);
        if (model === 1) {
          if (headB < tailB) push(now + exponential(MEAN_B_US), (queueB[headB++ & MASK] ?? 0) * 4 + 1);
          else busyB--;
        }
      }
    } else {
      const slot = deadlineHead & MASK;
      if ((scored[slot] ?? 0) < 128) {
        scored[slot] = 255;
        latencySum += DEADLINE_US;
      }
      deadlineHead++;
    }
  }
  return { requests, answeredByA: byA / requests, meanLatencyMs: latencySum / requests / 1000 };
}

if (import.meta.main) {
  const requests = Number(process.argv[2] ?? 20_000_000);
  const startedAt = performance.now();
  const result = yardstick(requests);
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    `${JSON.stringify({ ...result, seconds, requestsPerSecond: Math.round(requests / seconds) })}\n`,
  );
}
