/** The scenario that `init` writes: small, commented, and valid as it stands. */
export const starterScenario = `# A rendezvous architecture, described once; simulate it with: rendezvous run scenario.yaml
# Every key: rendezvous schema. Where each value comes from: rendezvous config scenario.yaml
version: 1
name: my-rendezvous
about: Are answers on time, and is every input archived, while the main model is three times slower?
seed: 1                       # the same seed gives the same run, to the byte
duration: 10m                 # how long traffic runs; then the run drains
warmup: 30s                   # left out of every figure

traffic:
  callers:
    arrivals: { rate: 100/s } # Poisson; or a ramp, steps, a daily curve, bursts, a recorded trace
    payload: 1KB
    features:
      amount: { normal: { mean: 50, sd: 10 } }      # what the models see

models:                       # every model sees every request
  heavy:
    role: primary             # primary, backstop and challenger may answer
    replicas: 8               # each works its share of the partitions, one request at a time
    serviceTime: { lognormal: { p50: 20ms, p99: 100ms } }
    skipExpired: true         # do not score what nobody waits for any more
    score: { of: amount, noise: 0.1 }
  light:
    role: backstop
    replicas: 2
    serviceTime: { lognormal: { p50: 4ms, p99: 15ms } }
    score: { of: amount, noise: 2 }
  canary:
    role: canary              # a fixed reference: sees everything, never answers
    replicas: 2
    serviceTime: 4ms
    score: { of: amount }
  decoy:
    role: decoy               # archives every input
    archive: { commit: afterWrite, every: 100, atMost: 1s }

streams:
  partitions: 8
  delays: local               # a real local broker; ideal: no delays at all

rendezvous:
  deadline: 250ms             # counted from the moment at which the caller meant to ask
  returnBudget: 25ms          # decide so much earlier, so that the answer can travel
  policy: { priority: { order: [heavy, light] } }
  default: { value: 0 }       # the answer when no model was in time

faults:
  heavy-slow: { slow: { target: heavy, factor: 3x }, from: 4m, for: 2m }
  decoy-down: { crash: { target: decoy }, from: 7m, for: 20s }

expect:
  timely:      { measure: timeliness, atLeast: 99% }
  by-model:    { measure: outcome.model, atLeast: 95% }
  recovers:    { measure: timeliness, atLeast: 99%, after: heavy-slow, within: 10s }
  archive:     { measure: decoy.coverage, atLeast: 100% }
  forbidden:   { measure: forbidden, atMost: 0 }
`;
