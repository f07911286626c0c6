/**
 * Holds the simulator against answers that are known: `exact.ts [--requests 50000000] [--only TEXT]`.
 *
 * Each claim runs as independent replications under their own seeds; found is their mean. The bound is Student's at a
 * false alarm of one in a million, from how the replications differ (so autocorrelation is in it), or the tolerance
 * that the claim comes with. Prints expected, found and bound of each figure; exit status 1 where one is out.
 */
import type { Ledger } from '../measure/ledger.ts';
import { layoutOf, modelHistogram } from '../measure/measures.ts';
import { studentQuantile } from '../measure/normal.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';
import { Simulation } from '../sim/simulation.ts';
import { Aftermath, incident } from '../test/sim/incident.ts';
import {
  build,
  callers,
  constant,
  exponential,
  MINUTE,
  MS,
  model,
  type Parts,
  SECOND,
} from '../test/sim/scenario-builder.ts';
import { optionsOf } from './options.ts';

const REPLICATIONS = 20;
const FALSE_ALARM = 1e-6;
/** In one replication: well above what the warm-up takes. */
const FEWEST = 60_000;

interface Figure {
  readonly name: string;
  readonly expected: number;
  /** Half of the interval that the found mean must lie in; by default what the replications say. */
  readonly tolerance?: number;
  readonly of: (measures: RunMeasures) => number;
}

interface Claim {
  readonly name: string;
  readonly scenario: Scenario;
  readonly warmupUs: number;
  readonly figures: readonly Figure[];
  /** For figures that need every request. */
  readonly watch?: () => {
    readonly count: (ledger: Ledger, slot: number) => void;
    readonly value: () => number;
  };
}

const { values } = optionsOf({
  options: { requests: { type: 'string', default: '50000000' }, only: { type: 'string', default: '' } },
});
const requests = Number(values.requests);

/** So many requests of each replication, for a claim that gets this share of the effort. */
function each(share: number): number {
  return Math.max(FEWEST, Math.ceil((requests * share) / REPLICATIONS));
}

function tallied(figure: number, per = 0): (measures: RunMeasures) => number {
  return ({ whole }) => (whole.tally[figure] ?? 0) / (whole.tally[per] ?? 0);
}

/** Mean time from the append to the start of service, ms: the wait, where no hop takes time. */
function meanWaitMs({ times }: RunMeasures): number {
  const waits = times[modelHistogram(0, 'lag')];
  return waits === undefined ? Number.NaN : waits.sumUs / waits.n / MS;
}

function rz1(): Claim {
  const scenario = build({
    requests: each(1),
    traffic: [callers(100)],
    models: [
      model('a', { serviceTime: exponential(8 * MS) }),
      model('b', { role: 'backstop', concurrency: 2, serviceTime: exponential(12.5 * MS) }),
      model('c', { role: 'backstop', concurrency: Infinity, serviceTime: exponential(5 * MS) }),
    ],
  });
  const layout = layoutOf(scenario);
  const byA = tallied(layout.winnersAt);
  const onTimeB = tallied(layout.onTime(1));
  const bothLate = tallied(layout.pair(0, 1, 3));
  const share = 1 - Math.exp(-2.5);
  return {
    name: 'RZ-1',
    scenario,
    warmupUs: MINUTE,
    figures: [
      { name: 'share answered by a', expected: share, tolerance: 0.002, of: byA },
      {
        name: 'mean latency, ms',
        expected: (1000 * share) / 25,
        tolerance: 0.2,
        of: (measures) => tallied(layout.latencySum)(measures) / MS,
      },
      {
        name: 'mean time in b, ms',
        expected: 20.5128,
        of: (measures) => tallied(layout.timeInModelSum(1), layout.served(1))(measures) / MS,
      },
      { name: 'b late', expected: 0.004457, of: (measures) => 1 - onTimeB(measures) },
      {
        name: 'a and b late together, times what independence says',
        expected: 3.7,
        tolerance: 0.25,
        of: (measures) => bothLate(measures) / ((1 - byA(measures)) * (1 - onTimeB(measures))),
      },
    ],
  };
}

/** M/M/1: the share in time is 1 − exp(−(μ − λ) D). */
function inTime(perSecond: number, deadlineMs: number): Claim {
  const scenario = build({
    requests: each(0.05),
    traffic: [callers(perSecond)],
    models: [model('a', { serviceTime: exponential(8 * MS) })],
    rendezvous: { deadlineUs: deadlineMs * MS },
  });
  return {
    name: `M/M/1, ${perSecond}/s of 125/s, deadline ${deadlineMs} ms`,
    scenario,
    warmupUs: 20 * SECOND,
    figures: [
      {
        name: 'share in time',
        expected: 1 - Math.exp((-(125 - perSecond) * deadlineMs) / 1000),
        of: tallied(layoutOf(scenario).outcome('preferred')),
      },
    ],
  };
}

function waits(
  name: string,
  expectedMs: number,
  perSecond: number,
  of: Partial<Model>,
  more: Parts = {},
): Claim {
  const scenario = build({
    requests: each(0.05),
    traffic: [callers(perSecond)],
    models: [model('a', of)],
    ...more,
  });
  const figure = { name: 'mean wait, ms', expected: expectedMs, of: meanWaitMs };
  return { name, scenario, warmupUs: 20 * SECOND, figures: [figure] };
}

/** Erlang C: the probability that all places are taken. */
function erlangC(places: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < places; k++) {
    term *= load / k;
    sum += term;
  }
  const waiting = ((term * load) / places) * (places / (places - load));
  return waiting / (sum + waiting);
}

function manyPlaces(places: number, load: number): Claim {
  const perSecond = load * 80;
  const expectedMs = (1000 * erlangC(places, load)) / (places * 80 - perSecond);
  const of = { concurrency: places, serviceTime: exponential(12.5 * MS) };
  return waits(`M/M/${places}, load ${load}`, expectedMs, perSecond, of);
}

/** Pollaczek and Khinchine: λ E[S²] / (2 (1 − ρ)), for a log-normal service time. */
function general(): Claim {
  const sigma = 0.8;
  const mean = 4 * Math.exp((sigma * sigma) / 2);
  const square = 16 * Math.exp(2 * sigma * sigma);
  const serviceTime = { kind: 'lognormal', mu: Math.log(4 * MS), sigma } as const;
  return waits('M/G/1, log-normal', (0.1 * square) / (2 * (1 - 0.1 * mean)), 100, { serviceTime });
}

/** Little: records in the model, sampled each second, are rate × mean time in the model. */
function little(): Claim {
  const scenario = build({
    requests: each(0.05),
    traffic: [callers(100)],
    models: [model('a', { serviceTime: exponential(8 * MS) })],
  });
  const layout = layoutOf(scenario);
  return {
    name: 'Little’s law',
    scenario,
    warmupUs: 0,
    figures: [
      {
        name: 'L / (λ T)',
        expected: 1,
        of: (measures) => {
          const { levels, width, samples } = measures.gauges;
          let sum = 0;
          for (let sample = 0; sample < samples; sample++) sum += levels[sample * width + 2] ?? 0;
          const perUs = measures.measured / measures.trafficEndUs;
          const timeUs = tallied(layout.timeInModelSum(0), layout.served(0))(measures);
          return sum / samples / (perUs * timeUs);
        },
      },
    ],
  };
}

function expiredWork(name: string, of: Partial<Model>, expected: number, tolerance: number): Claim {
  const scenario = incident(of, 4);
  return {
    name: `expired work, ${name}`,
    scenario,
    warmupUs: 0,
    watch: () => {
      const aftermath = new Aftermath();
      return { count: aftermath.count, value: () => aftermath.percentLate };
    },
    figures: [{ name: '% late after the incident', expected, tolerance, of: () => Number.NaN }],
  };
}

const CLAIMS: readonly Claim[] = [
  rz1(),
  inTime(50, 20),
  inTime(100, 30),
  inTime(110, 200),
  manyPlaces(2, 1.25),
  manyPlaces(4, 3),
  manyPlaces(16, 14),
  waits(
    'four replicas are four queues',
    37.5,
    240,
    { replicas: 4, serviceTime: exponential(12.5 * MS) },
    { streams: { partitions: 12 } },
  ),
  waits('M/D/1', 16, 100, { serviceTime: constant(8 * MS) }),
  general(),
  little(),
  expiredWork('four places', { concurrency: 4 }, 12.0, 2.2),
  expiredWork('four places, skipping', { concurrency: 4, skipExpired: true }, 0.05, 0.035),
  expiredWork('four queues', { replicas: 4 }, 13, 2.5),
  expiredWork('four queues, skipping', { replicas: 4, skipExpired: true }, 0.85, 0.37),
];

/** One row of figures per replication. */
function replicate(claim: Claim): number[][] {
  return Array.from({ length: REPLICATIONS }, (_, index) => {
    const watch = claim.watch?.();
    const simulation = new Simulation(claim.scenario, index + 1, claim.warmupUs, watch?.count);
    while (simulation.advance(Infinity));
    const measures = simulation.finish(true);
    return claim.figures.map((figure) => watch?.value() ?? figure.of(measures));
  });
}

function judge(figure: Figure, found: readonly number[]): boolean {
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const squares = found.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const error = Math.sqrt(squares / (found.length - 1) / found.length);
  const bound = figure.tolerance ?? studentQuantile(1 - FALSE_ALARM / 2, found.length - 1) * error;
  const holds = Math.abs(mean - figure.expected) <= bound;
  const numbers = [figure.expected, mean, bound, error].map((value) => value.toPrecision(6));
  const [expected, is, within, standardError] = numbers;
  process.stdout.write(
    `  ${holds ? 'holds' : 'FAILS'}  ${figure.name}: expected ${expected}, found ${is}, bound ± ${within} (standard error ${standardError})\n`,
  );
  return holds;
}

let failures = 0;
for (const claim of CLAIMS) {
  if (!claim.name.includes(values.only)) continue;
  const startedAt = performance.now();
  const rows = replicate(claim);
  const seconds = ((performance.now() - startedAt) / SECOND) * 1000;
  process.stdout.write(`${claim.name} (${REPLICATIONS} replications, ${seconds.toFixed(1)} s)\n`);
  claim.figures.forEach((figure, index) => {
    if (
      !judge(
        figure,
        rows.map((row) => row[index] ?? Number.NaN),
      )
    )
      failures++;
  });
}
process.stdout.write(failures === 0 ? 'All figures hold.\n' : `${failures} figures do not hold.\n`);
process.exitCode = failures === 0 ? 0 : 1;
