/**
 * What it costs to measure one request: nanoseconds per `settle` with three and with five models, on rows like those
 * that a simulation leaves (two queues, log-normal services, a deadline that some requests miss).
 *
 * Run by `node bench/measure.ts`. The simulator's whole budget is about 500 ns per request.
 */
import process from 'node:process';
import {
  ANSWERED,
  APPENDED,
  DECIDED,
  DECISION,
  ENDED,
  ENRICHED,
  FATE,
  FATE_OF,
  INTENDED,
  Ledger,
  MOST_TOGETHER,
  ORDER,
  PREFERRED,
  READ,
  RETURNED,
  SCORE_APPENDED,
  SCORE_READ,
  SEEN,
  SETTLED_BY,
  STARTED,
} from '../measure/ledger.ts';
import { Measurement } from '../measure/measurement.ts';
import type { Model, Scenario } from '../scenarios/scenario.ts';

const SLOTS = 256;
const REQUESTS = 4_000_000;

/** A small generator of its own: this is a bench, only the shape of the values counts. */
let state = 1;
function uniform(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 0.5) / 4_294_967_296;
}

function benchScenario(models: number): Scenario {
  const each = (name: string, role: Model['role']): Model => ({
    name,
    role,
    replicas: 1,
    concurrency: 1,
    serviceTime: { kind: 'constant', value: 1 },
    correlation: 0,
    skipExpired: false,
    errors: 0,
    coldStartUs: 0,
    batch: undefined,
    score: undefined,
    version: '',
    archive: undefined,
    monitor: undefined,
  });
  return {
    name: 'bench',
    about: '',
    seed: 1,
    durationUs: Number.POSITIVE_INFINITY,
    requests: REQUESTS,
    warmup: { us: 0 },
    traffic: [],
    enrichment: undefined,
    models: Array.from({ length: models }, (_, at) => each(`m${at}`, at < 3 ? 'backstop' : 'shadow')),
    streams: {
      partitions: 1,
      replication: 1,
      retentionUs: 1e9,
      sessionTimeoutUs: 1e6,
      heartbeatUs: 1e6,
      delays: {
        name: '',
        shipped: false,
        append: { kind: 'constant', value: 0 },
        fetch: { kind: 'constant', value: 0 },
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
      policy: { kind: 'priority', order: [0, 1, 2] },
      default: { value: 0 },
    },
    faults: [],
    objectives: [
      {
        name: 'timely',
        measure: 'timeliness',
        unit: 'share',
        bound: 'atLeast',
        target: 0.99,
        window: { kind: 'whole' },
        gate: true,
        line: undefined,
      },
    ],
    live: undefined,
  };
}

/** Makes the rows of one round; later rounds move them on in time. */
function fill(ledger: Ledger): void {
  let now = 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    now += Math.ceil(-Math.log(uniform()) * 10_000);
    ledger.open(slot, slot, 0, slot, now);
    const row = slot * ledger.stride;
    const { rows } = ledger;
    rows[row + APPENDED] = now + 900;
    rows[row + ENRICHED] = now + 900;
    rows[row + SEEN] = now + 1_400;
    for (let model = 0; model < ledger.models; model++) {
      const at = ledger.modelAt(slot, model);
      const read = now + 1_400 + Math.floor(uniform() * 300);
      const started = read + Math.floor(-Math.log(uniform()) * 20_000);
      const ended = started + Math.ceil(-Math.log(uniform()) * (model === 0 ? 20_000 : 5_000));
      rows[at + FATE_OF] = FATE.scored;
      rows[at + READ] = read;
      rows[at + STARTED] = started;
      rows[at + ENDED] = ended;
      rows[at + SCORE_APPENDED] = ended + 700;
      rows[at + SCORE_READ] = ended + 1_300;
    }
    const first = rows[ledger.modelAt(slot, 0) + SCORE_READ] ?? 0;
    const second = rows[ledger.modelAt(slot, 1) + SCORE_READ] ?? 0;
    const decision = first <= now + 100_000 ? 0 : second <= now + 100_000 ? 1 : -2;
    const decided = decision === 0 ? first : now + 100_000;
    rows[row + DECIDED] = decided;
    rows[row + DECISION] = decision;
    rows[row + SETTLED_BY] = decision === -2 ? -1 : decision;
    rows[row + PREFERRED] = decision === 0 ? 1 : 0;
    rows[row + ORDER] = 0;
    rows[row + ANSWERED] = 1;
    rows[row + RETURNED] = decided + 900;
  }
}

/** Moves all instants of the rows by a span, as the next round of the same requests. */
function shift(ledger: Ledger, us: number): void {
  const { rows, stride } = ledger;
  for (let slot = 0; slot < SLOTS; slot++) {
    const row = slot * stride;
    for (let at = row + INTENDED; at <= row + RETURNED; at++) rows[at] = (rows[at] ?? 0) + us;
    for (let model = 0; model < ledger.models; model++) {
      const from = ledger.modelAt(slot, model);
      for (let at = from + READ; at <= from + SCORE_READ; at++) rows[at] = (rows[at] ?? 0) + us;
    }
  }
}

function measured(models: number): number {
  const ledger = new Ledger(models, SLOTS);
  fill(ledger);
  const spanUs = (ledger.rows[(SLOTS - 1) * ledger.stride + INTENDED] ?? 0) + 10_000;
  const start = { seed: 1, host: 'sim', warmupUs: 0, orders: [[0, 1, 2]] } as const;
  const measurement = new Measurement(benchScenario(models), ledger, start);
  const together = new Int32Array(MOST_TOGETHER);
  const rounds: number[] = [];
  for (let done = 0; done < REQUESTS; done += SLOTS) {
    const from = process.hrtime.bigint();
    for (let slot = 0; slot < SLOTS; slot += MOST_TOGETHER) {
      for (let place = 0; place < MOST_TOGETHER; place++) together[place] = slot + place;
      measurement.settle(together, MOST_TOGETHER);
    }
    rounds.push(Number(process.hrtime.bigint() - from) / SLOTS);
    shift(ledger, spanUs);
  }
  const from = process.hrtime.bigint();
  const endUs = (REQUESTS / SLOTS) * spanUs;
  measurement.finish({
    endUs,
    trafficEndUs: endUs,
    complete: true,
    undecided: 0,
    openMailboxes: 0,
    lagAtEnd: new Float64Array(models),
    starts: new Float64Array(models),
    remarks: [],
    events: 0,
  });
  process.stdout.write(`finish ${(Number(process.hrtime.bigint() - from) / 1e6).toFixed(1)} ms\n`);
  // The median: other work on the machine spoils some rounds.
  return rounds.slice(rounds.length / 4).toSorted((a, b) => a - b)[Math.floor((rounds.length * 3) / 8)] ?? 0;
}

for (const models of [3, 5]) {
  process.stdout.write(`${models} models: ${measured(models).toFixed(0)} ns per settle\n`);
}
process.stdout.write(`${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident\n`);
