/** Everything that a scenario can have but enrichment, in five seconds on real Kafka. */

/** @param expect lines of objectives */
export function liveScenario(name: string, seed: number, expect: readonly string[]): string {
  return `
version: 1
name: ${name}
seed: ${seed}
duration: 5s
warmup: 1s
traffic: { callers: { arrivals: { rate: 60/s }, payload: 200B, features: { amount: { normal: { mean: 50, sd: 10 } } } } }
models:
  heavy:  { role: primary, replicas: 2, concurrency: 4, serviceTime: { lognormal: { p50: 10ms, p99: 40ms } }, score: { of: amount } }
  light:  { role: backstop, concurrency: 4, serviceTime: 2ms, score: { of: amount } }
  decoy:  { role: decoy, archive: { commit: afterWrite, every: 20, atMost: 200ms } }
streams: { partitions: 4 }
rendezvous:
  deadline: 400ms
  returnBudget: 50ms
  policy: { priority: { order: [heavy, light] } }
  default: { value: 0 }
expect:
${expect.map((objective) => `  ${objective}\n`).join('')}`;
}
