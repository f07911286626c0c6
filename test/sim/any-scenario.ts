/**
 * Any small scenario that the language allows, with every kind of fault: traffic for two seconds, faults that all end
 * within six, then quiet until the last second, so that at the end nothing is left to happen.
 */
import fc from 'fast-check';
import type { PolicySpec } from '../../rendezvous/policy.ts';
import type {
  Distribution,
  Enrichment,
  Fault,
  Hardship,
  Model,
  Scenario,
  Source,
  Target,
  Window,
} from '../../scenarios/scenario.ts';
import { poisson, regular, sourceOf } from '../workload/scenario-of.ts';
import { build, constant, decoy, delays, exponential, IDEAL, MS, model, SECOND } from './scenario-builder.ts';

const TRAFFIC_US = 2 * SECOND;
const FAULTS_END_US = 6 * SECOND;
const END_US = 300 * SECOND;

const serviceTime: fc.Arbitrary<Distribution> = fc.oneof(
  fc.constantFrom(0, 1, 100, 1 * MS, 5 * MS, 40 * MS, 200 * MS).map(constant),
  fc.constantFrom(500, 5 * MS, 20 * MS).map(exponential),
);

const concurrency = fc.constantFrom(1, 1, 2, 4, Infinity);

function answering(name: string): fc.Arbitrary<Model> {
  return fc
    .record({
      role: fc.constantFrom('primary', 'backstop', 'challenger', 'shadow'),
      replicas: fc.constantFrom(1, 1, 2, 3),
      concurrency,
      serviceTime,
      correlation: fc.constantFrom(0, 0, 0.4),
      skipExpired: fc.boolean(),
      errors: fc.constantFrom(0, 0, 0.2),
      coldStartUs: fc.constantFrom(0, 0, 100 * MS),
      batch: fc.constantFrom(undefined, undefined, { max: 4, waitUs: 5 * MS, perItemUs: 500 }),
    })
    .map((of) => model(name, of));
}

const archiving: fc.Arbitrary<Model> = fc
  .record({
    commit: fc.constantFrom('afterWrite', 'beforeWrite', 'auto'),
    every: fc.constantFrom(1, 7, 50),
    atMostUs: fc.constantFrom(1 * MS, 50 * MS, SECOND),
    replicas: fc.constantFrom(1, 1, 2),
    serviceTime: fc.constantFrom(0, 0, 2 * MS),
  })
  .map(({ replicas, serviceTime: us, ...archive }) =>
    decoy(archive, { replicas, serviceTime: constant(us) }),
  );

const cast: fc.Arbitrary<readonly Model[]> = fc
  .tuple(
    answering('first').map((first): Model => ({ ...first, role: 'primary' })),
    fc.array(answering('other'), { maxLength: 2 }),
    fc.array(archiving, { maxLength: 1 }),
  )
  .map(([first, others, decoys]) => [
    first,
    ...others.map((other, index) => ({ ...other, name: `other-${index}` })),
    ...decoys,
  ]);

const enrichment: fc.Arbitrary<Enrichment | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    serviceTime,
    concurrency,
    errors: fc.constantFrom(0, 0.3),
    onError: fc.constantFrom('pass', 'drop'),
  }),
);

function policyOver(order: readonly number[]): fc.Arbitrary<PolicySpec> {
  return fc.oneof(
    fc.constant<PolicySpec>({ kind: 'priority', order }),
    fc.constant<PolicySpec>({ kind: 'first', of: order }),
    fc.constant<PolicySpec>({
      kind: 'schedule',
      steps: [
        { fromUs: 0, accept: order.slice(0, 1) },
        { fromUs: 20 * MS, accept: order },
      ],
    }),
    fc.constantFrom('mean', 'median', 'vote').map(
      (combine): PolicySpec => ({
        kind: 'ensemble',
        of: order,
        combine,
        quorum: Math.ceil(order.length / 2),
      }),
    ),
    fc.constant<PolicySpec>({
      kind: 'split',
      shares: order.map((each) => ({ model: each, share: 1 / order.length })),
    }),
    fc.constantFrom('wait', 'default').map(
      (whenAllOpen): PolicySpec => ({
        kind: 'adaptive',
        order,
        over: 4,
        openAt: 0.5,
        rest: 10,
        probe: 0.5,
        probes: 2,
        whenAllOpen,
      }),
    ),
  );
}

function targets(models: readonly Model[], servers: number, enriched: boolean): fc.Arbitrary<Target> {
  const ofModels = models.flatMap(({ replicas }, index): Target[] => [
    { kind: 'model', model: index, replica: 'all' },
    { kind: 'model', model: index, replica: replicas - 1 },
  ]);
  const others: Target[] = [
    { kind: 'rendezvous', replica: 'all' },
    { kind: 'rendezvous', replica: servers - 1 },
    { kind: 'frontend' },
    { kind: 'broker', broker: 0 },
    ...(enriched ? [{ kind: 'enrichment' } as const] : []),
  ];
  return fc.constantFrom(...ofModels, ...others);
}

/** What this target can suffer, by the rules of the scenario language. */
function hardshipOf(target: Target, models: readonly Model[]): fc.Arbitrary<Hardship> {
  const crash: Hardship = { kind: 'crash', target, at: undefined };
  const pause: Hardship = { kind: 'pause', target };
  if (target.kind === 'broker') return fc.constantFrom(crash, pause);
  const wires: Hardship[] = [
    { kind: 'delay', target, addUs: 30 * MS },
    { kind: 'cut', target },
  ];
  if (target.kind === 'frontend') return fc.constantFrom(crash, pause, ...wires);
  const members: Hardship[] = [crash, pause, ...wires, { kind: 'rebalance', target }];
  if (target.kind === 'rendezvous') return fc.constantFrom(...members);
  const slow: Hardship = { kind: 'slow', target, factor: 3, addUs: 10 * MS };
  if (target.kind === 'model' && models[target.model]?.role === 'decoy') {
    const steps = ['read', 'buffer', 'write', 'sync', 'commit'] as const;
    const atStep = fc.record({ step: fc.constantFrom(...steps), after: fc.integer({ min: 1, max: 60 }) });
    return fc.oneof(
      fc.constantFrom(...members, slow),
      atStep.map((at): Hardship => ({ kind: 'crash', target, at })),
    );
  }
  return fc.constantFrom(
    ...members,
    slow,
    { kind: 'hang', target },
    { kind: 'errors', target, share: 0.5 },
    { kind: 'leak', target, growthPerSecond: 2 },
  );
}

const ofTraffic: fc.Arbitrary<Hardship> = fc.constantFrom(
  { kind: 'surge', source: 0, factor: 2 },
  { kind: 'silence', source: 0 },
  { kind: 'corrupt', source: 0, share: 0.3 },
  { kind: 'duplicate', source: 0, share: 0.3 },
);

const window: fc.Arbitrary<Window> = fc
  .tuple(fc.integer({ min: 0, max: TRAFFIC_US }), fc.integer({ min: 1, max: FAULTS_END_US - TRAFFIC_US }))
  .map(([fromUs, forUs]) => ({ fromUs, toUs: fromUs + forUs }));

function faultsOf(models: readonly Model[], servers: number, enriched: boolean): fc.Arbitrary<Fault[]> {
  const hardship = fc.oneof(
    {
      arbitrary: targets(models, servers, enriched).chain((target) => hardshipOf(target, models)),
      weight: 5,
    },
    { arbitrary: ofTraffic, weight: 2 },
  );
  const one = fc.tuple(hardship, window).map(([hard, at]): Omit<Fault, 'name'> => {
    const atStep = hard.kind === 'crash' && hard.at !== undefined;
    return { hardship: hard, windows: atStep ? [] : [at], forUs: at.toUs - at.fromUs, only: undefined };
  });
  return fc
    .array(one, { maxLength: 4 })
    .map((faults) => faults.map((each, index) => ({ ...each, name: `fault-${index}` })));
}

/** From two seconds on nobody asks any more. */
const QUIET: Fault = {
  name: 'quiet',
  hardship: { kind: 'silence', source: 0 },
  windows: [{ fromUs: TRAFFIC_US, toUs: END_US }],
  forUs: END_US,
  only: undefined,
};

const source: fc.Arbitrary<Source> = fc
  .record({
    arrivals: fc.constantFrom(poisson(30), poisson(80), regular(50), regular(200)),
    keys: fc.constantFrom({ kind: 'fresh' } as const, { kind: 'uniform', count: 3 } as const),
  })
  .map((of) => sourceOf('callers', of));

const streams = fc
  .record({
    partitions: fc.constantFrom(3, 4, 6),
    replication: fc.constantFrom(1, 3),
    retentionUs: fc.constantFrom(86_400 * SECOND, 2 * SECOND),
    sessionTimeoutUs: fc.constantFrom(300 * MS, 3 * SECOND),
    heartbeatUs: fc.constantFrom(50 * MS),
    rebalanceUs: fc.constantFrom(0, 20 * MS),
    hop: fc.constantFrom(undefined, undefined, exponential(2 * MS), constant(1 * MS)),
  })
  .map(({ rebalanceUs, hop, ...of }) => ({
    ...of,
    delays:
      hop === undefined
        ? { ...IDEAL, rebalanceUs, leaderTakeOverUs: 100 * MS }
        : { ...delays(0, 0, { rebalanceUs, leaderTakeOverUs: 100 * MS }), append: hop, fetch: hop },
  }));

const rendezvous = fc.record({
  deadlineUs: fc.constantFrom(30 * MS, 100 * MS, 1 * SECOND),
  returnBudgetUs: fc.constantFrom(0, 5 * MS),
  replicas: fc.constantFrom(1, 1, 2),
  default: fc.constantFrom(undefined, { value: 0 }),
});

export const anyScenario: fc.Arbitrary<Scenario> = fc
  .record({ models: cast, enriched: enrichment, source, streams, rendezvous })
  .chain(({ models, enriched, source: asking, streams: log, rendezvous: server }) => {
    const order = models.flatMap(({ role }, index) => (role === 'decoy' || role === 'shadow' ? [] : [index]));
    return fc
      .record({
        policy: policyOver(order),
        faults: faultsOf(models, server.replicas, enriched !== undefined),
      })
      .map(({ policy, faults }) =>
        build({
          durationUs: END_US,
          traffic: [asking],
          models,
          ...(enriched === undefined ? {} : { enrichment: enriched }),
          streams: log,
          rendezvous: server,
          policy,
          faults: [...faults, QUIET],
        }),
      );
  });
