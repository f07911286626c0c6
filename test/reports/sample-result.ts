/**
 * A result of `slow-primary` as a run would write it, made by hand: five models, the primary three times slower
 * from 10m to 15m, the decoy down at 18m and short of two stretches of records, a shift of the input at 24m.
 *
 * The figures are plausible and add up (outcomes, stages, series), but no model was run for them.
 */
import type { LatencyStatistic, RequestStory, RunResult, Series, Summary } from '../../measure/result.ts';

const STEPS = 1800;
const RATE = 200;

/** A small generator of numbers in [0, 1): the same sample in every process. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 16777216;
  };
}

const isSlow = (second: number): boolean => second >= 600 && second < 900;

const SKIPPED = 5_411;

/** Evenly over the slow seconds. */
function skippedIn(second: number): number {
  const by = (end: number): number => Math.floor((SKIPPED * (end - 600)) / 300);
  return isSlow(second) ? by(second + 1) - by(second) : 0;
}

export function sampleSeries(): Series {
  const draw = sequence(7);
  const around = (middle: number, spread: number): number =>
    middle + (draw() + draw() + draw() - 1.5) * spread;
  const offered: number[] = [];
  const outcomes = { preferred: [], lesser: [], default: [], late: [], never: [], refused: [] } as Record<
    'preferred' | 'lesser' | 'default' | 'late' | 'never' | 'refused',
    number[]
  >;
  const series = {
    p50Ms: [] as number[],
    p99Ms: [] as number[],
    p999Ms: [] as number[],
    openMailboxes: [] as number[],
    heavyLag: [] as number[],
    lightLag: [] as number[],
    nextLag: [] as number[],
    canaryLag: [] as number[],
    input: [] as number[],
    archived: [] as number[],
  };
  let inputRecords = 0;
  let archivedRecords = 0;
  for (let second = 0; second < STEPS; second++) {
    const slow = isSlow(second);
    const n = Math.round(around(RATE, 24));
    const lesser = Math.round(n * (slow ? around(0.34, 0.08) : around(0.012, 0.01)));
    const byDefault = slow ? Math.round(draw() * 1.4) : Math.round(draw() * 0.53);
    const late = slow && draw() > 0.85 ? 1 + Math.round(draw() * 2) : 0;
    offered.push(n);
    outcomes.lesser.push(lesser);
    outcomes.default.push(byDefault);
    outcomes.late.push(late);
    outcomes.never.push(0);
    outcomes.refused.push(0);
    outcomes.preferred.push(n - lesser - byDefault - late);
    series.p50Ms.push(slow ? around(78, 14) : around(24, 3));
    series.p99Ms.push(slow ? around(176.5, 1.5) : around(128, 30));
    series.p999Ms.push(slow ? around(181, 4) + late * 22 : around(172, 8));
    series.openMailboxes.push(Math.round(slow ? around(17, 6) : around(6, 3)));
    series.heavyLag.push(Math.round(slow ? around(64, 30) : around(3, 2.6)));
    series.lightLag.push(Math.round(around(1, 0.9)));
    series.nextLag.push(Math.round(around(3, 2.4)));
    series.canaryLag.push(Math.round(around(1, 0.6)));
    inputRecords += n;
    const down = second >= 1080 && second < 1103;
    if (!down)
      archivedRecords = Math.max(0, inputRecords - 57 - Math.round(draw() * 90) - (second > 1103 ? 412 : 0));
    series.input.push(inputRecords);
    series.archived.push(archivedRecords);
  }
  series.archived[STEPS - 1] = inputRecords - 412;
  return {
    stepMs: 1000,
    offered,
    onTime: offered.map((n, second) => n - (outcomes.late[second] ?? 0)),
    outcomes,
    p50Ms: series.p50Ms,
    p99Ms: series.p99Ms,
    p999Ms: series.p999Ms,
    winners: {
      heavy: outcomes.preferred,
      light: outcomes.lesser.map((n, second) => n + (outcomes.late[second] ?? 0)),
      default: outcomes.default,
    },
    skipped: { heavy: offered.map((_, second) => skippedIn(second)) },
    hung: {},
    openMailboxes: series.openMailboxes,
    lagRecords: {
      heavy: series.heavyLag,
      light: series.lightLag,
      next: series.nextLag,
      canary: series.canaryLag,
    },
    inputRecords: series.input,
    archivedRecords: { decoy: series.archived },
  };
}

const figures = (...values: number[]): Record<LatencyStatistic, number | null> => ({
  mean: values[0] ?? null,
  p50: values[1] ?? null,
  p90: values[2] ?? null,
  p95: values[3] ?? null,
  p99: values[4] ?? null,
  p999: values[5] ?? null,
  max: values[6] ?? null,
});

const summary = (n: number, mean: number, p50: number, p99: number, max: number): Summary => ({
  mean,
  p50,
  p99,
  max,
  n,
});

function total(values: readonly number[], from: number): number {
  return values.slice(from).reduce((sum, value) => sum + value, 0);
}

/** Latency between the percentiles of the summary, up to one request in n. */
function spectrum(n: number): RunResult['spectrum'] {
  const known = [
    [0, 6.2],
    [0.5, 26.9],
    [0.9, 98.4],
    [0.95, 141.6],
    [0.99, 176.8],
    [0.999, 184.1],
    [0.9999, 203.7],
    [1 - 1 / n, 251.3],
  ] as const;
  const rarity = (share: number): number => -Math.log(1 - share);
  const shares: number[] = [];
  const latencyMs: number[] = [];
  for (const [at, [share, latency]] of known.entries()) {
    const [before, faster] = known[at - 1] ?? [share, latency];
    for (let step = 1; step <= 12; step++) {
      const way = step / 12;
      shares.push(1 - Math.exp(-(rarity(before) + (rarity(share) - rarity(before)) * way)));
      latencyMs.push(faster + (latency - faster) * way);
    }
  }
  return { shares, latencyMs };
}

function story(rank: number): RequestStory {
  const intendedMs = 612_300 + rank * 5_311.25;
  const queue = 96.2 - rank * 1.1;
  const decidedMs = 218.4 - rank * 0.41;
  return {
    id: `shoppers-${122_460 + rank * 1062}`,
    ordinal: 122_460 + rank * 1062,
    outcome: 'late',
    intendedMs,
    latencyMs: decidedMs + 4.2,
    deadlineMs: 200,
    appendedMs: 2.1,
    enrichedMs: 2.1,
    seenMs: 4.3,
    decidedMs,
    returnedMs: decidedMs + 4.2,
    decision: rank % 3 === 0 ? 'default' : 'light',
    models: {
      heavy: {
        fate: rank % 2 === 0 ? 'skipped' : 'scored',
        readMs: 4.1,
        startedMs: rank % 2 === 0 ? null : queue,
        endedMs: rank % 2 === 0 ? null : queue + 171.5,
        scoreReadMs: rank % 2 === 0 ? null : queue + 175.9,
      },
      light: {
        fate: 'scored',
        readMs: 4.4,
        startedMs: 6.1,
        endedMs: 212.8 - rank * 0.41,
        scoreReadMs: decidedMs,
      },
      next: { fate: 'scored', readMs: 4.2, startedMs: 4.2, endedMs: 31.7 + rank, scoreReadMs: 36 + rank },
      canary: { fate: 'scored', readMs: 4.5, startedMs: 4.5, endedMs: 8.5, scoreReadMs: 13.1 },
      decoy: { fate: 'open', readMs: 4.4, startedMs: null, endedMs: null, scoreReadMs: null },
    },
  };
}

export function sampleResult(): RunResult {
  const series = sampleSeries();
  const offered = total(series.offered, 0);
  const measured = total(series.offered, 30);
  const outcomes = {
    preferred: total(series.outcomes.preferred, 30),
    lesser: total(series.outcomes.lesser, 30),
    default: total(series.outcomes.default, 30),
    late: total(series.outcomes.late, 30),
    never: 0,
    refused: 0,
  };
  const onTime = outcomes.preferred + outcomes.lesser + outcomes.default;
  const timeliness = onTime / measured;
  const nothing = summary(0, 0, 0, 0, 0);
  const objective = {
    window: 'whole',
    unit: 'share',
    n: measured,
    gate: true,
    verdict: 'pass',
    reason: '',
  } as const;
  return {
    format: 'rendezvous-result/1',
    scenario: {
      name: 'slow-primary',
      about:
        'Are answers still on time, and is every input archived, while the primary model is three times slower and the decoy crashes?',
      sha256: '5f0c1b6f2f3a4c1f9d0a7e6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d',
      resolved: {
        version: 1,
        name: 'slow-primary',
        seed: 42,
        duration: '30m',
        models: {
          heavy: { role: 'primary', replicas: 12 },
          light: { role: 'backstop' },
          decoy: { role: 'decoy' },
        },
        rendezvous: {
          deadline: '200ms',
          returnBudget: '25ms',
          policy: { priority: { order: ['heavy', 'light'] } },
        },
      },
      matrix: {},
    },
    host: 'sim',
    seed: 42,
    replications: 1,
    verdict: 'fail',
    sentence:
      'Fails: decoy coverage is 99.89%, wanted 100%: 412 records are missing from the archive of decoy since it crashed at 18m.',
    complete: true,
    remarks: [
      'The delay profile "local" was measured on one small machine at 100 requests/s; rendezvous calibrate measures yours.',
    ],
    requests: { offered, warmup: offered - measured, measured, undecided: 0 },
    time: { warmupMs: 30_000, trafficMs: 1_800_000, endMs: 1_800_412.6 },
    deadlineMs: 200,
    returnBudgetMs: 25,
    timeliness: {
      share: timeliness,
      low: timeliness - 0.00008,
      high: timeliness + 0.00007,
      worstSecond: { fromMs: 741_000, toMs: 742_000, share: 0.98477, n: 197 },
      worstMinute: { fromMs: 720_000, toMs: 780_000, share: 0.99821, n: 12_033 },
    },
    outcomes,
    latencyMs: {
      ...figures(41.2, 26.9, 98.4, 141.6, 176.8, 184.1, 251.3),
      low: figures(39.9, 26.5, 94.2, 138.1, 176.5, 181.6),
      high: figures(42.5, 27.4, 102.9, 145.2, 177.1, 187.9),
      n: measured,
    },
    spectrum: spectrum(measured),
    stagesMs: {
      append: summary(measured, 2.08, 1.9, 5.1, 14.2),
      enrichment: nothing,
      queue: summary(measured, 3.91, 0, 61.7, 163.9),
      service: summary(measured, 25.31, 19.8, 110.4, 172.1),
      scores: summary(measured, 4.42, 4.1, 9.6, 21.8),
      decision: summary(measured, 3.37, 0, 171.2, 174.9),
      return: summary(measured, 2.11, 1.9, 5.2, 15.6),
    },
    anomalies: {
      duplicates: 0,
      conflictingDuplicates: 0,
      wrongRecipient: 0,
      forbidden: 0,
      missedBetterUnread: 31,
      missedBetterIgnored: 0,
    },
    decisions: {
      overshootMs: summary(measured, 0.04, 0, 1.9, 43.4),
      wastedWaitMs: summary(measured, 0.4, 0, 8.8, 170.2),
      earlyScores: 12_411,
      lateScores: 20_977,
      mailboxes: { max: 43, openAtEnd: 0 },
    },
    regret: {
      share: 412 / measured,
      low: 0.0031,
      high: 0.0044,
      decidedEarly: 412,
      ignored: 0,
      steps: 412 / measured,
      waitMs: { mean: 3.37, low: 3.1, high: 3.64 },
    },
    models: {
      heavy: {
        role: 'primary',
        version: '2026-10',
        scored: measured - SKIPPED,
        onTime: outcomes.preferred,
        late: measured - SKIPPED - outcomes.preferred,
        errors: 0,
        skipped: SKIPPED,
        hung: 0,
        answered: outcomes.preferred,
        utilisation: 0.531,
        timeInModelMs: { ...summary(measured, 41.7, 21.9, 301.2, 612.8), low: 39.8, high: 43.6 },
        serviceTimeMs: summary(measured, 32.6, 20.1, 204.9, 560.1),
        lagMs: summary(measured, 11.2, 2.1, 180.2, 200),
        lateShare: { share: 0.0528, low: 0.0511, high: 0.0546 },
        wasted: 0.0528,
      },
      light: {
        role: 'backstop',
        version: '',
        scored: measured,
        onTime: measured - 104,
        late: 104,
        errors: 0,
        skipped: 0,
        hung: 0,
        answered: outcomes.lesser,
        utilisation: 0.149,
        timeInModelMs: { ...summary(measured, 6.02, 5.1, 20.6, 88.1), low: 5.99, high: 6.05 },
        serviceTimeMs: summary(measured, 5.98, 5, 20.1, 71),
        lagMs: summary(measured, 2.3, 2.1, 5.8, 44.1),
        lateShare: { share: 0.000294, low: 0.00021, high: 0.00039 },
        wasted: 0.9268,
      },
      next: {
        role: 'shadow',
        version: '',
        scored: measured,
        onTime: measured - 1_990,
        late: 1_990,
        errors: 0,
        skipped: 0,
        hung: 0,
        answered: 0,
        utilisation: 0.374,
        timeInModelMs: { ...summary(measured, 26.3, 18.9, 118.4, 402.2), low: 26, high: 26.6 },
        serviceTimeMs: summary(measured, 22.4, 18, 90.2, 301),
        lagMs: summary(measured, 6.1, 2.1, 70.2, 311),
        lateShare: { share: 0.00562, low: 0.0052, high: 0.00604 },
        wasted: 1,
      },
      canary: {
        role: 'canary',
        version: '',
        scored: measured,
        onTime: measured,
        late: 0,
        errors: 0,
        skipped: 0,
        hung: 0,
        answered: 0,
        utilisation: 0.1,
        timeInModelMs: { ...summary(measured, 4.02, 4, 4.6, 11), low: 4.01, high: 4.03 },
        serviceTimeMs: summary(measured, 4, 4, 4, 4),
        lagMs: summary(measured, 2.2, 2.1, 5.2, 12),
        lateShare: { share: 0, low: 0, high: 0.00001 },
        wasted: 1,
      },
    },
    jointLateness: [
      { models: ['heavy', 'light'], bothLate: 0.0000574, ifIndependent: 0.0000155, ratio: 3.7, n: measured },
    ],
    decoys: {
      decoy: {
        verdict: 'incomplete',
        violated: ['coverage'],
        expected: offered,
        archived: offered - 412,
        coverage: 1 - 412 / offered,
        missing: [
          { partition: 3, from: 18_012, to: 18_211, firstId: 'shoppers-216144', lastId: 'shoppers-218532' },
          { partition: 3, from: 18_240, to: 18_240, firstId: 'shoppers-218880', lastId: 'shoppers-218880' },
          { partition: 7, from: 17_930, to: 18_052 },
          { partition: 11, from: 18_104, to: 18_191 },
        ],
        missingRanges: 4,
        missingRecords: 412,
        longestGap: 200,
        spurious: 0,
        fidelity: 1,
        inversions: 0,
        duplicates: 88,
        conflicting: 0,
        lagMs: summary(offered - 412, 702.4, 488.1, 21_804, 23_310),
        headroomMs: 3_576_690,
        lagAtEnd: 0,
        pending: 0,
      },
    },
    canaries: {
      canary: {
        shifts: [{ source: 'shoppers', feature: 'amount', atMs: 1_440_000, detectedMs: 1_447_310 }],
        alarms: [
          { atMs: 1_447_310, cause: 'input', model: null, false: false },
          { atMs: 702_115, cause: 'model', model: 'light', false: true },
        ],
        detectionDelayMs: { worst: 7_310, mean: 7_310, n: 1 },
        missed: 0,
        falseAlarms: 1,
        falseAlarmEveryMs: 2_592_000_000,
        referenceScores: 60_102,
        unpaired: 5_411,
      },
    },
    faults: {
      'heavy-slow': {
        kind: 'slow',
        target: 'heavy',
        fromMs: 600_000,
        toMs: 900_000,
        windows: [{ fromMs: 600_000, toMs: 900_000 }],
        bitten: true,
        healed: true,
      },
      'decoy-down': {
        kind: 'crash',
        target: 'decoy',
        fromMs: 1_080_000,
        toMs: 1_100_000,
        windows: [{ fromMs: 1_080_000, toMs: 1_100_000 }],
        bitten: true,
        healed: true,
      },
    },
    findings: [],
    objectives: [
      {
        ...objective,
        name: 'timely',
        measure: 'timeliness',
        target: { atLeast: 0.999 },
        actual: timeliness,
        low: timeliness - 0.00008,
        high: timeliness + 0.00007,
        margin: timeliness - 0.999,
        line: 45,
      },
      {
        ...objective,
        name: 'timely-slow',
        measure: 'timeliness',
        window: 'during heavy-slow',
        target: { atLeast: 0.995 },
        actual: 0.99872,
        low: 0.99831,
        high: 0.99911,
        margin: 0.00372,
        n: 60_021,
        line: 46,
      },
      {
        ...objective,
        name: 'recovers',
        measure: 'timeliness',
        window: 'after heavy-slow within 5s',
        target: { atLeast: 0.999 },
        actual: 1,
        low: 0.99998,
        high: 1,
        margin: 0.001,
        n: 178_903,
        line: 47,
      },
      {
        ...objective,
        name: 'preferred',
        measure: 'outcome.preferred',
        target: { atLeast: 0.93 },
        actual: outcomes.preferred / measured,
        low: outcomes.preferred / measured - 0.011,
        high: outcomes.preferred / measured + 0.012,
        margin: outcomes.preferred / measured - 0.93,
        gate: false,
        verdict: 'inconclusive',
        reason: 'the interval holds the target: a longer run is needed',
        line: 49,
      },
      {
        ...objective,
        name: 'p99',
        measure: 'latency.p99',
        unit: 'ms',
        target: { atMost: 180 },
        actual: 176.8,
        low: 176.5,
        high: 177.1,
        margin: 3.2,
        line: 50,
      },
      {
        ...objective,
        name: 'forbidden',
        measure: 'forbidden',
        unit: 'count',
        target: { atMost: 0 },
        actual: 0,
        low: 0,
        high: 0,
        margin: 0,
        line: 51,
      },
      {
        ...objective,
        name: 'archive',
        measure: 'decoy.coverage',
        target: { atLeast: 1 },
        actual: 1 - 412 / offered,
        low: 1 - 412 / offered,
        high: 1 - 412 / offered,
        margin: -412 / offered,
        n: offered,
        verdict: 'fail',
        reason: '412 records missing in 4 gaps',
        line: 52,
      },
      {
        ...objective,
        name: 'drift-seen',
        measure: 'canary.detectionDelay',
        unit: 'ms',
        target: { atMost: 60_000 },
        actual: 7_310,
        low: 7_310,
        high: 7_310,
        margin: 52_690,
        n: 1,
        line: 53,
      },
    ],
    series,
    worst: Array.from({ length: 50 }, (_, rank) => story(rank)),
    method: { interval: 'batch means of 30 batches, Student t', confidence: 0.95, batches: 30 },
    traceHash: '9c0e5a6b1d2f3e4c',
    provenance: {
      version: '0.1.0',
      node: 'v24.21.0',
      startedAt: '2026-10-01T09:30:00.000Z',
      wallMs: 812,
      events: 6_120_411,
      eventsPerSecond: 7_537_452,
      requestsPerSecond: 443_349,
      peakMemoryMb: 96.4,
      command: 'rendezvous run scenarios/slow-primary.yaml --seed 42',
      brokers: {},
      delayProfile: { name: 'local', shipped: true },
    },
  };
}

/** The same run with every name and text turned into something that tries to break out of its place. */
export function hostileResult(): RunResult {
  const result = sampleResult();
  const evil = `</script><img src=x onerror=alert(1)>"'&|\`]]>\u202E\u0000\u001b[31m😀${'x'.repeat(200)}`;
  const rename = <Value>(map: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [`${name}${evil}`, value]));
  return {
    ...result,
    scenario: {
      ...result.scenario,
      name: evil,
      about: evil,
      resolved: { [evil]: [evil, { text: `${evil}\nsecond line` }] },
      matrix: { [evil]: evil },
    },
    sentence: evil,
    remarks: [evil],
    models: rename(result.models),
    decoys: rename(result.decoys),
    canaries: Object.fromEntries(
      Object.entries(rename(result.canaries)).map(([name, canary]) => [
        name,
        {
          ...canary,
          shifts: canary.shifts.map((shift) => ({ ...shift, feature: evil, source: evil })),
          alarms: canary.alarms.map((alarm) => ({ ...alarm, model: evil })),
        },
      ]),
    ),
    faults: Object.fromEntries(
      Object.entries(rename(result.faults)).map(([name, fault]) => [name, { ...fault, target: evil }]),
    ),
    jointLateness: result.jointLateness.map((pair) => ({ ...pair, models: [evil, evil] as const })),
    objectives: result.objectives.map((each) => ({
      ...each,
      name: `${each.name}${evil}`,
      window: evil,
      reason: evil,
    })),
    series: {
      ...result.series,
      winners: rename(result.series.winners),
      skipped: rename(result.series.skipped ?? {}),
      hung: rename({ heavy: result.series.offered.map((n, second) => (second < 300 ? n : 0)) }),
      lagRecords: rename(result.series.lagRecords),
      archivedRecords: rename(result.series.archivedRecords),
    },
    worst: result.worst.map((each) => ({ ...each, id: evil, decision: evil, models: rename(each.models) })),
    method: { ...result.method, interval: evil },
    provenance: { ...result.provenance, command: evil, version: evil, node: evil },
  };
}

/** A run of three seconds in which nothing was answered: no model scored, no decoy, no canary, no fault. */
export function emptyResult(): RunResult {
  const result = sampleResult();
  const none = { mean: null, p50: null, p99: null, max: null, n: 0 };
  const never = { mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null };
  return {
    ...result,
    scenario: { ...result.scenario, name: 'nothing', about: '' },
    verdict: 'inconclusive',
    sentence: 'Inconclusive: nothing was measured.',
    remarks: [],
    requests: { offered: 0, warmup: 0, measured: 0, undecided: 0 },
    time: { warmupMs: 0, trafficMs: 3000, endMs: 3000 },
    timeliness: { share: null, low: null, high: null, worstSecond: null, worstMinute: null },
    outcomes: { preferred: 0, lesser: 0, default: 0, late: 0, never: 0, refused: 0 },
    latencyMs: { ...never, low: never, high: never, n: 0 },
    spectrum: { shares: [], latencyMs: [] },
    stagesMs: {
      append: none,
      enrichment: none,
      queue: none,
      service: none,
      scores: none,
      decision: none,
      return: none,
    },
    decisions: {
      overshootMs: none,
      wastedWaitMs: none,
      earlyScores: 0,
      lateScores: 0,
      mailboxes: { max: 0, openAtEnd: 0 },
    },
    models: {},
    jointLateness: [],
    decoys: {},
    canaries: {},
    faults: {},
    objectives: [
      {
        name: 'timely',
        measure: 'timeliness',
        window: 'whole',
        unit: 'share',
        target: { atLeast: 0.99 },
        actual: null,
        low: null,
        high: null,
        margin: null,
        n: 0,
        gate: true,
        verdict: 'inconclusive',
        reason: 'no data',
        line: null,
      },
    ],
    series: {
      stepMs: 1000,
      offered: [0, 0, 0],
      onTime: [0, 0, 0],
      outcomes: {
        preferred: [0, 0, 0],
        lesser: [0, 0, 0],
        default: [0, 0, 0],
        late: [0, 0, 0],
        never: [0, 0, 0],
        refused: [0, 0, 0],
      },
      p50Ms: [null, null, null],
      p99Ms: [null, null, null],
      p999Ms: [null, null, null],
      winners: {},
      openMailboxes: [0, 0, 0],
      lagRecords: {},
      inputRecords: [0, 0, 0],
      archivedRecords: {},
    },
    worst: [],
  };
}
