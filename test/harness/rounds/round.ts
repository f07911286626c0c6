/**
 * Fault rounds: one small architecture with everything in it, run on real Kafka with one fault after the other, and the same
 * questions after each. Was every request accounted for? Is nothing that was acknowledged lost? Did the fault bite, and heal?
 * Is an archive that commits after it writes complete, and is nothing left behind?
 */
import type { RunResult } from '../../../measure/result.ts';
import type { ScenarioInput } from '../../../scenarios/input-schema.ts';
import { otherwiseInvalid } from '../conduct/invalid.ts';

type Fault = NonNullable<ScenarioInput['faults']>[string];

export interface Round {
  readonly name: string;
  readonly fault: Fault;
  /** Three brokers with three copies of everything, instead of one. */
  readonly replicated?: boolean;
  readonly commit?: 'beforeWrite';
  /** How many records the archive lacks at least and at most; 0 without it. */
  readonly lost?: readonly [least: number, most: number];
  /** The front end itself is away: some requests are never sent. */
  readonly isOfCallers?: boolean;
}

const SECONDS = 6;
const PER_SECOND = 50;
const EVERY = 10;
const STEPS = ['read', 'buffer', 'write', 'sync', 'commit'] as const;
const ROLES = ['enrichment', 'heavy', 'canary', 'decoy', 'rendezvous'] as const;
const AT = { from: '2s', for: '1500ms' } as const;
/** Longer than a session, so that others take over and it comes back. */
const LONG = { from: '2s', for: '2500ms' } as const;

/** Every fault that comes from outside, on everybody whom it can befall. */
export const ROUNDS: readonly Round[] = [
  ...ROLES.flatMap((target): Round[] => [
    { name: `${target} is killed`, fault: { crash: { target }, ...AT } },
    { name: `${target} stands still`, fault: { pause: { target }, ...AT } },
    { name: `${target} stands still for sessions`, fault: { pause: { target }, ...LONG } },
    { name: `${target} is cut off`, fault: { cut: { target }, ...AT } },
    { name: `${target} is cut off for sessions`, fault: { cut: { target }, ...LONG } },
    { name: `${target} is far away`, fault: { delay: { target, add: '20ms' }, ...AT } },
    { name: `the group of ${target} rebalances`, fault: { rebalance: { target }, from: '3s' } },
  ]),
  { name: 'the front end is killed', fault: { crash: { target: 'frontend' }, ...AT }, isOfCallers: true },
  { name: 'the front end stands still', fault: { pause: { target: 'frontend' }, ...AT }, isOfCallers: true },
  { name: 'the front end is cut off', fault: { cut: { target: 'frontend' }, ...AT } },
  { name: 'the front end is far away', fault: { delay: { target: 'frontend', add: '20ms' }, ...AT } },
  ...STEPS.map(
    (step): Round => ({
      name: `the decoy is killed before ${step}`,
      fault: { crash: { target: 'decoy', at: { step, after: 105 } }, for: '1s' },
    }),
  ),
  ...STEPS.map(
    (step): Round => ({
      name: `the decoy that commits first is killed before ${step}`,
      fault: { crash: { target: 'decoy', at: { step, after: 105 } }, for: '1s' },
      commit: 'beforeWrite',
      // What is committed and not yet written, which is what the simulator loses too.
      lost: step === 'write' ? [EVERY, EVERY] : [0, 0],
    }),
  ),
  {
    name: 'the decoy that commits first is killed at any time',
    fault: { crash: { target: 'decoy' }, ...AT },
    commit: 'beforeWrite',
    lost: [0, EVERY],
  },
  {
    name: 'a broker of three is killed',
    fault: { crash: { target: 'broker', broker: 0 }, ...AT },
    replicated: true,
  },
  {
    name: 'a broker of three stands still',
    fault: { pause: { target: 'broker', broker: 1 }, ...AT },
    replicated: true,
  },
];

export function scenarioOf(round: Round, seed: number): ScenarioInput {
  return {
    version: 1,
    name: 'round',
    seed,
    duration: `${SECONDS}s`,
    traffic: {
      callers: {
        arrivals: { rate: `${PER_SECOND}/s` },
        payload: '200B',
        features: { amount: { normal: { mean: 50, sd: 10 } } },
      },
    },
    enrichment: { serviceTime: '1ms', concurrency: 8 },
    models: {
      heavy: { role: 'primary', concurrency: 8, serviceTime: '8ms', score: { of: 'amount' } },
      light: { role: 'backstop', concurrency: 8, serviceTime: '2ms', score: { of: 'amount' } },
      canary: { role: 'canary', concurrency: 8, serviceTime: '2ms', score: { of: 'amount' } },
      decoy: {
        role: 'decoy',
        archive: { commit: round.commit ?? 'afterWrite', every: EVERY, atMost: '2s' },
      },
    },
    streams: {
      // With one partition the batches of an archive are the same whatever comes when.
      partitions: 1,
      replication: round.replicated ? 3 : 1,
      sessionTimeout: '1s',
      heartbeat: '300ms',
    },
    rendezvous: {
      deadline: '800ms',
      returnBudget: '300ms',
      policy: { priority: { order: ['heavy', 'light'] } },
      default: { value: 0 },
    },
    faults: { it: round.fault },
  };
}

/** What is wrong with this result of a round, in sentences. */
export function complaints(round: Round, result: RunResult): readonly string[] {
  const { live, faults, decoys, requests, anomalies, complete } = result;
  const decoy = decoys.decoy;
  const lost = decoy === undefined ? Number.NaN : decoy.expected - decoy.archived - decoy.pending;
  const [least, most] = round.lost ?? [0, 0];
  const checks: readonly (readonly [boolean, string])[] = [
    [complete, 'it did not come to its end'],
    [live?.accountedFor === 1, `${live?.accountedFor} of the requests are accounted for`],
    [live?.lost === 0, `${live?.lost} acknowledged records are lost`],
    [requests.undecided === 0, `${requests.undecided} requests are undecided`],
    [faults.it?.bitten === true, 'the fault has not bitten'],
    [faults.it?.healed === true, 'the fault has not healed'],
    [lost >= least && lost <= most, `the archive lacks ${lost} records, not ${least} to ${most}`],
    [decoy?.spurious === 0 && decoy.conflicting === 0, 'the archive holds what it should not'],
    [round.isOfCallers === true || live?.launched === live?.intended, 'not every request was sent'],
    [anomalies.conflictingDuplicates + anomalies.forbidden + anomalies.wrongRecipient === 0, 'wrong answers'],
  ];
  return [...checks.flatMap(([holds, what]) => (holds ? [] : [what])), ...otherwiseInvalid(result)];
}
