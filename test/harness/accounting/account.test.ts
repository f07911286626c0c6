/**
 * Two hosts, one account: what the simulator measured while it ran, and what the account makes of what roles would have
 * observed of the same run, are the same figures.
 */
import { describe, expect, test } from 'vitest';
import { account } from '../../../harness/accounting/account.ts';
import type { Objective, Scenario } from '../../../scenarios/scenario.ts';
import { expectSame } from '../../same.ts';
import {
  AT_FRONTEND,
  atModel,
  build,
  callers,
  constant,
  decoy,
  delays,
  exponential,
  fault,
  MS,
  model,
  SECOND,
} from '../../sim/scenario-builder.ts';
import { figures } from './figures.ts';
import { stage } from './staged-evidence.ts';

const OBJECTIVE: Objective = {
  name: 'timely',
  measure: 'timeliness',
  unit: 'share',
  bound: 'atLeast',
  target: 0.9,
  window: { kind: 'whole' },
  gate: true,
  line: undefined,
};

const BUSY: Scenario = {
  ...build({
    durationUs: 20 * SECOND,
    traffic: [callers(100)],
    models: [
      model('heavy', { serviceTime: exponential(20 * MS), concurrency: 2, replicas: 2, errors: 0.02 }),
      model('light', {
        role: 'backstop',
        serviceTime: exponential(5 * MS),
        skipExpired: true,
        batch: { max: 4, waitUs: 5 * MS, perItemUs: 500 },
      }),
      model('shadow', { role: 'shadow', serviceTime: constant(3 * MS), concurrency: 2 }),
    ],
    // A record is durable when it is sent: the simulator counts it in its levels when it is sent.
    streams: { partitions: 4, delays: { ...delays(0, 0), fetch: exponential(2 * MS) } },
    rendezvous: { returnBudgetUs: 10 * MS, replicas: 2 },
    policy: { kind: 'priority', order: [0, 1] },
    faults: [
      fault('slow', { kind: 'slow', target: atModel(0), factor: 3, addUs: 0 }, 5 * SECOND, 2 * SECOND),
      fault('hang', { kind: 'hang', target: atModel(1) }, 9 * SECOND, 1 * SECOND),
      fault('rush', { kind: 'surge', source: 0, factor: 2 }, 12 * SECOND, 1 * SECOND),
      fault('broken', { kind: 'corrupt', source: 0, share: 0.2 }, 14 * SECOND, 1 * SECOND),
      fault('mute', { kind: 'silence', source: 0 }, 16 * SECOND, 1 * SECOND),
    ],
  }),
  objectives: [
    OBJECTIVE,
    { ...OBJECTIVE, name: 'slow', window: { kind: 'during', fault: 0 } },
    { ...OBJECTIVE, name: 'p99', measure: 'latency.p99', unit: 'timeUs', bound: 'atMost', target: 1e5 },
    { ...OBJECTIVE, name: 'after', window: { kind: 'after', fault: 0, withinUs: SECOND } },
    { ...OBJECTIVE, name: 'worst', window: { kind: 'worst', spanUs: 2 * SECOND } },
  ],
};

describe('the account of a run that the simulator has told', () => {
  const busy = stage(BUSY, 7, 2 * SECOND);

  test('has the very measures of the simulator, with faults, replicas, batches, errors and windows', () => {
    const { measures, live, invalid } = account(BUSY, busy.staged.evidence());
    expect(invalid).toEqual([]);
    expectSame(figures(measures), figures(busy.simulated));
    expect(measures.host).toBe('kafka');
    expect(live).toMatchObject({ lost: 0, failed: 0, indeterminate: 0, accountedFor: live.intended });
  });

  test('has them with an enrichment that drops, and answers that are combined', () => {
    const scenario = build({
      durationUs: 8 * SECOND,
      traffic: [callers(100)],
      enrichment: { serviceTime: exponential(2 * MS), concurrency: 2, errors: 0.1, onError: 'drop' },
      models: [model('a', { serviceTime: exponential(10 * MS), concurrency: 8 }), model('b'), model('c')],
      streams: {
        partitions: 3,
        delays: { ...delays(0, 0), append: exponential(MS), fetch: exponential(MS) },
      },
      policy: { kind: 'ensemble', of: [0, 1, 2], combine: 'median', quorum: 2 },
    });
    const { simulated, staged } = stage(scenario, 3);
    const { measures, invalid } = account(scenario, staged.evidence());
    expect(invalid).toEqual([]);
    // The simulator counts records in its levels when they are sent, and here they take a while to be durable.
    const { gauges: ofLive, ...rest } = figures(measures);
    const { gauges: ofSimulator, ...expected } = figures(simulated);
    expectSame(rest, expected);
    expect(ofLive.samples).toBe(ofSimulator.samples);
  });

  test('has them where nobody answers by default, and says what the canary told', () => {
    const feature = {
      name: 'x',
      of: { kind: 'drawn', distribution: { kind: 'normal', mean: 0, sd: 1 } },
    } as const;
    const score = { of: 'x', slope: 1, intercept: 0, noise: 0 };
    const scenario = build({
      durationUs: 24 * SECOND,
      traffic: [
        callers(100, {
          features: [feature],
          shifts: [{ feature: 0, atUs: 12 * SECOND, overUs: 0, change: 'add', amount: 3 }],
        }),
      ],
      models: [
        model('a', { serviceTime: exponential(40 * MS), concurrency: 4, score }),
        model('bird', {
          role: 'canary',
          score,
          monitor: { referenceUs: 10 * SECOND, falseAlarmEveryUs: 3_600 * SECOND },
        }),
      ],
      rendezvous: { deadlineUs: 50 * MS },
    });
    const without = { ...scenario, rendezvous: { ...scenario.rendezvous, default: undefined } };
    const { simulated, staged } = stage(without, 5);
    const { measures, invalid } = account(without, staged.evidence());
    expect(invalid).toEqual([]);
    expect(simulated.canaries[0]?.alarms.length).toBeGreaterThan(0);
    expectSame(figures(measures), figures(simulated));
  });

  test('counts what came due while the front end was dead as refused, and as nobody else’s fault', () => {
    const scenario = build({
      durationUs: 10 * SECOND,
      faults: [fault('dead', { kind: 'crash', target: AT_FRONTEND, at: undefined }, 4 * SECOND, SECOND)],
    });
    const { simulated, staged } = stage(scenario, 2);
    const { measures, live, invalid } = account(scenario, staged.evidence());
    expect(invalid).toEqual([]);
    expect(live.launched).toBeLessThan(live.intended);
    expectSame(figures(measures), figures(simulated));
  });

  test('finds a decoy complete that has archived the input, in order, once and byte for byte', () => {
    const scenario = build({ durationUs: 10 * SECOND, models: [model('a'), decoy()] });
    const { simulated, staged } = stage(scenario, 2);
    const { measures, live, invalid } = account(scenario, staged.evidence());
    const [found] = measures.decoys;
    expect(invalid).toEqual([]);
    expect(found).toMatchObject({ ...simulated.decoys[0], lag: found?.lag, headroomUs: found?.headroomUs });
    expect(found?.lag).toMatchObject({ n: found?.expected, maxUs: 2 * MS });
    expect(live.records).toMatchObject({ 'archive.decoy': live.records.input });
  });

  test('has no time and no request for a run that was cut short while it warmed up, and says why', () => {
    const scenario = build({ durationUs: 1 });
    const { staged } = stage(scenario, 2);
    const death = 'a-0 ended by SIGKILL, and no fault had ended it';
    const early = { trafficEndUs: -1_500 * MS, endUs: -1_500 * MS, complete: false, deaths: [death] };
    const { measures, invalid } = account(scenario, { ...staged.evidence(), ...early });
    expect(invalid).toEqual([death]);
    expect(measures).toMatchObject({ endUs: 0, trafficEndUs: 0, complete: false, measured: 0 });
  });

  test('is the same whichever role is heard first, and however its rows are cut', () => {
    const evidence = busy.staged.evidence();
    const turned = { ...evidence, roles: evidence.roles.toReversed() };
    expectSame(account(BUSY, turned), account(BUSY, evidence));
  });
});
