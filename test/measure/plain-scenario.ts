/** A resolved scenario with nothing special in it, for tests to change in one place. */
import type { Model, Objective, Scenario } from '../../scenarios/scenario.ts';

export function plainModel(name: string, role: Model['role'] = 'primary'): Model {
  return {
    name,
    role,
    replicas: 1,
    concurrency: 1,
    serviceTime: { kind: 'constant', value: 5_000 },
    correlation: 0,
    skipExpired: false,
    errors: 0,
    coldStartUs: 0,
    batch: undefined,
    score: undefined,
    version: '',
    archive: undefined,
    monitor: undefined,
  };
}

export function plainScenario(changes: Partial<Scenario> = {}): Scenario {
  const still = { kind: 'constant', value: 0 } as const;
  return {
    name: 'plain',
    about: '',
    seed: 1,
    durationUs: Number.POSITIVE_INFINITY,
    requests: Number.POSITIVE_INFINITY,
    warmup: { us: 0 },
    traffic: [
      {
        name: 'callers',
        arrivals: { kind: 'rate', rate: { kind: 'constant', perSecond: 100 }, spacing: 'poisson' },
        keys: { kind: 'fresh' },
        payloadBytes: { kind: 'constant', value: 1_000 },
        features: [],
        shifts: [],
      },
    ],
    enrichment: undefined,
    models: [plainModel('a'), plainModel('b', 'backstop')],
    streams: {
      partitions: 2,
      replication: 1,
      retentionUs: 3_600_000_000,
      sessionTimeoutUs: 3_000_000,
      heartbeatUs: 500_000,
      delays: {
        name: 'ideal',
        shipped: false,
        append: still,
        fetch: still,
        hops: {},
        correlation: 0,
        rebalanceUs: 0,
        leaderTakeOverUs: 0,
      },
    },
    rendezvous: {
      deadlineUs: 100_000,
      returnBudgetUs: 0,
      replicas: 1,
      policy: { kind: 'priority', order: [0, 1] },
      default: { value: 0 },
    },
    faults: [],
    objectives: [],
    live: undefined,
    ...changes,
  };
}

export function objective(changes: Partial<Objective> = {}): Objective {
  return {
    name: 'timely',
    measure: 'timeliness',
    unit: 'share',
    bound: 'atLeast',
    target: 0.9,
    window: { kind: 'whole' },
    gate: true,
    line: undefined,
    ...changes,
  };
}
