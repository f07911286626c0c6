/** Small resolved scenarios for the tests of the workload: what a test does not name is as plain as can be. */
import type {
  Arrivals,
  Distribution,
  Fault,
  Hardship,
  Model,
  Rate,
  Scenario,
  Source,
  Window,
} from '../../scenarios/scenario.ts';

export const NO_TIME: Distribution = { kind: 'constant', value: 0 };

export function poisson(rate: Rate | number): Arrivals {
  return { kind: 'rate', rate: rateOf(rate), spacing: 'poisson' };
}

export function regular(rate: Rate | number): Arrivals {
  return { kind: 'rate', rate: rateOf(rate), spacing: 'regular' };
}

function rateOf(rate: Rate | number): Rate {
  return typeof rate === 'number' ? { kind: 'constant', perSecond: rate } : rate;
}

export function sourceOf(name: string, of: Partial<Source> = {}): Source {
  return {
    name,
    arrivals: poisson(100),
    keys: { kind: 'fresh' },
    payloadBytes: { kind: 'constant', value: 1000 },
    features: [],
    shifts: [],
    ...of,
  };
}

export function modelOf(name: string, of: Partial<Model> = {}): Model {
  return {
    name,
    role: 'primary',
    replicas: 1,
    concurrency: 1,
    serviceTime: { kind: 'exponential', mean: 8000 },
    correlation: 0,
    skipExpired: false,
    errors: 0,
    coldStartUs: 0,
    batch: undefined,
    score: undefined,
    version: '',
    archive: undefined,
    monitor: undefined,
    ...of,
  };
}

export function faultOf(name: string, hardship: Hardship, ...windows: Window[]): Fault {
  return { name, hardship, windows, forUs: Infinity, only: undefined };
}

export function scenarioOf(of: Partial<Scenario> & { readonly partitions?: number } = {}): Scenario {
  const { partitions = 1, ...rest } = of;
  return {
    name: 'test',
    about: '',
    seed: 1,
    durationUs: Infinity,
    requests: Infinity,
    warmup: { us: 0 },
    traffic: [sourceOf('callers')],
    enrichment: undefined,
    models: [modelOf('a')],
    streams: {
      partitions,
      replication: 1,
      retentionUs: 86_400e6,
      sessionTimeoutUs: 3e6,
      heartbeatUs: 500_000,
      delays: {
        name: 'ideal',
        shipped: false,
        append: NO_TIME,
        fetch: NO_TIME,
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
      policy: { kind: 'priority', order: [0] },
      default: undefined,
    },
    faults: [],
    objectives: [],
    live: undefined,
    ...rest,
  };
}
