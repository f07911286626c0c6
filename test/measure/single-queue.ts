/**
 * M/M/1 by Lindley's recursion, started in its steady state: arrivals 100/s, service 125/s. Exact answers are known:
 * the time in the system is exponential with mean 40 ms.
 */
import type { RunMeasures } from '../../measure/run-measures.ts';
import { plainModel, plainScenario } from './plain-scenario.ts';
import { answeredBy, StagedRun } from './staged-run.ts';

export const TRUTH = {
  share: 0.917_915,
  meanMs: 40,
  p50Ms: 40 * Math.log(2),
  p99Ms: 40 * Math.log(100),
  p999Ms: 40 * Math.log(1000),
} as const;

/** mulberry32: small, fast, and good enough to drive a queue. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 + 1e-10;
  };
}

const GAP_US = 10_000;

/** Mean time in the system, and so all of its percentiles, for services of `serviceUs` on average. */
export function meanMsOf(serviceUs: number): number {
  return 1 / (1 / serviceUs - 1 / GAP_US) / 1000;
}

/**
 * Every request is answered by the one model, on time or late. Runs of one seed see the same arrivals, and the same draws
 * of services that last `serviceUs` on average.
 */
export function queueRun(seed: number, requests: number, serviceUs = 8_000): RunMeasures {
  const next = generator(seed);
  const exponential = (meanUs: number) => -Math.log(next()) * meanUs;
  const run = new StagedRun(queueScenario(), { orders: [[0]], seed });
  let atUs = 0;
  let waitUs = next() < serviceUs / GAP_US ? exponential(meanMsOf(serviceUs) * 1000) : 0;
  for (let nth = 0; nth < requests; nth++) {
    const wait = Math.round(waitUs);
    const servedUs = exponential(serviceUs);
    const latency = wait + Math.round(servedUs);
    const way = {
      fate: 'scored' as const,
      read: 0,
      started: wait,
      ended: latency,
      scoreAppended: latency,
      scoreRead: latency,
    };
    run.request(Math.round(atUs), answeredBy(0, latency, [way]));
    const gapUs = exponential(GAP_US);
    atUs += gapUs;
    waitUs = Math.max(0, waitUs + servedUs - gapUs);
  }
  return run.finish();
}

export function queueScenario() {
  const rendezvous = plainScenario().rendezvous;
  return plainScenario({
    models: [plainModel('a')],
    rendezvous: { ...rendezvous, policy: { kind: 'priority', order: [0] } },
  });
}
