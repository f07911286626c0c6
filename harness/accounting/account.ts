/**
 * The account of a live run: from what everybody observed and what stands in the topics to the very measures that the
 * simulator gives, with every request accounted for.
 *
 * It works out again who should have asked, fills in what is known of each request under the rules by which the simulator
 * fills in its own, and hands them over in order of arrival. On the way every two things that are known of the same
 * record are held against each other; what does not agree is a sentence in `invalid`, and the run is then no evidence
 * of anything. It asks no broker and no clock: the same evidence gives the same account.
 */
import {
  APPENDED,
  DECIDED,
  ENRICHED,
  INTENDED,
  type Ledger,
  MOST_TOGETHER,
  NEVER,
} from '../../measure/ledger.ts';
import type { LiveFigures } from '../../measure/live-result.ts';
import { Measurement } from '../../measure/measurement.ts';
import type { RunMeasures } from '../../measure/run-measures.ts';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import { mayAnswer } from '../../rendezvous/role.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { CallerAccount } from './caller-account.ts';
import { CaseFile } from './case-file.ts';
import { DecoyAccount } from './decoy-account.ts';
import { EnrichmentAccount } from './enrichment-account.ts';
import type { Evidence } from './evidence.ts';
import { judgeGenerator } from './generator.ts';
import { Instants } from './instants.ts';
import { liveFigures } from './live-figures.ts';
import { ModelAccount } from './model-account.ts';
import { tellMonitors } from './monitor-account.ts';
import { NOBODY } from './places.ts';
import { accountForSending, outagesOf } from './sending-account.ts';
import { ServerAccount } from './server-account.ts';

export interface Account {
  readonly measures: RunMeasures;
  readonly live: LiveFigures;
  /** Why the run is no evidence, in sentences; empty where all is accounted for. */
  readonly invalid: readonly string[];
}

/** @param onSettled is shown each request that is counted, in order of arrival */
export function account(
  scenario: Scenario,
  given: Evidence,
  onSettled?: (ledger: Ledger, slot: number) => void,
): Account {
  const evidence = sinceTrafficBegan(given);
  const file = new CaseFile(scenario, evidence);
  const [frontEnd] = file.rolesOfKind('frontend');
  if (frontEnd === undefined) throw new TypeError('there is no evidence of a front end');
  const callers = new CallerAccount(file, frontEnd);
  const enrichment = new EnrichmentAccount(file);
  const lagAtEnd = new Float64Array(scenario.models.length);
  const starts = new Float64Array(scenario.models.length);
  scenario.models.forEach(({ role }, model) => {
    if (role === 'decoy') return;
    const { lag, starts: started } = new ModelAccount(file, model);
    lagAtEnd[model] = lag;
    starts[model] = started;
  });
  const server = new ServerAccount(file, callers, enrichment);
  const decoys = scenario.models.flatMap(({ role }, model) =>
    role === 'decoy' ? [new DecoyAccount(file, model)] : [],
  );
  const outages = outagesOf(file);
  const sending = accountForSending(file, callers, outages);
  appendToInput(file);
  const clocks = new Instants(file).putInOrder();
  const generator = judgeGenerator(file, outages);

  const measurement = new Measurement(scenario, file.book.ledger, {
    seed: evidence.seed,
    host: 'kafka',
    warmupUs: evidence.warmupUs,
    orders: ordersOf(scenario),
  });
  file.faults.tell(measurement, file.book, evidence.endUs);
  tellMonitors(file, measurement);
  for (const decoy of decoys) {
    decoy.tell(measurement);
    lagAtEnd[decoy.model] = decoy.lag;
  }
  tellAnomalies(measurement, callers, server);
  const openMailboxes = file.levels.tell(measurement, evidence.endUs);
  const undecided = settleAll(file, measurement, onSettled);
  for (const death of evidence.deaths) file.findings.say(death);
  const measures = measurement.finish({
    endUs: evidence.endUs,
    trafficEndUs: evidence.trafficEndUs,
    complete: evidence.complete,
    undecided,
    openMailboxes,
    lagAtEnd,
    starts,
    remarks: remarksOn(file, lagAtEnd),
    events: file.observations,
  });
  const invalid = file.findings.sentences();
  return { measures, live: liveFigures({ file, sending, generator, clocks, invalid }), invalid };
}

/** A run that was cut short while it still warmed up has taken no time. */
function sinceTrafficBegan(evidence: Evidence): Evidence {
  const { trafficEndUs, endUs } = evidence;
  return { ...evidence, trafficEndUs: Math.max(0, trafficEndUs), endUs: Math.max(0, endUs) };
}

/** When requests were durable where the models read, and how many records stood there over time. */
function appendToInput(file: CaseFile): void {
  const { book, input, levels } = file;
  const first = input.firstPlaces(book.count);
  for (let n = 0; n < book.count; n++) {
    const enrichedUs = file.hasEnrichment
      ? input.durableAt(first[n] ?? -1, book.at(n, APPENDED))
      : book.at(n, APPENDED);
    book.set(n, ENRICHED, enrichedUs);
  }
  input.places.forEach((place) => {
    const n = input.places.requestAt[place] ?? NOBODY;
    if (n >= 0 && n < book.count) levels.appended(input.durableAt(place, book.intendedUs(n)));
  });
}

function ordersOf(scenario: Scenario): readonly (readonly number[])[] {
  const { models, rendezvous } = scenario;
  return createPolicy(rendezvous.policy, {
    models: models.map(({ name, role }) => ({ name, mayAnswer: mayAnswer(role) })),
    deadlineUs: rendezvous.deadlineUs,
    decisionUs: rendezvous.deadlineUs - rendezvous.returnBudgetUs,
  }).orders;
}

function tellAnomalies(measurement: Measurement, callers: CallerAccount, server: ServerAccount): void {
  for (const { n, kind, atUs } of callers.again) measurement.answeredAgain(n, kind, atUs);
  measurement.anomaly('wrongRecipient', callers.wrongRecipient);
  measurement.anomaly('forbidden', server.forbidden);
  measurement.earlyScores = server.earlyScores;
  measurement.lateScores = server.lateScores;
  measurement.mailboxesMax = server.mailboxesMax;
}

/** Settles what can be settled; answers with how many requests of a run that was stopped nobody can judge. */
function settleAll(
  file: CaseFile,
  measurement: Measurement,
  onSettled: ((ledger: Ledger, slot: number) => void) | undefined,
): number {
  const { book, evidence, scenario } = file;
  const slots = new Int32Array(MOST_TOGETHER);
  let together = 0;
  let undecided = 0;
  for (let n = 0; n < book.count; n++) {
    const dueUs = book.at(n, INTENDED) + scenario.rendezvous.deadlineUs;
    if (!evidence.complete && book.at(n, DECIDED) === NEVER && dueUs >= evidence.endUs) {
      undecided++;
      continue;
    }
    onSettled?.(book.ledger, n);
    slots[together++] = n;
    if (together < MOST_TOGETHER) continue;
    measurement.settle(slots, together);
    together = 0;
  }
  measurement.settle(slots, together);
  return undecided;
}

function remarksOn(file: CaseFile, lagAtEnd: Float64Array): string[] {
  const backlogs = file.scenario.models.flatMap(({ name }, model) => {
    const lag = lagAtEnd[model] ?? 0;
    return lag > 0 ? [`${name} had not finished ${lag} records at the end of the run.`] : [];
  });
  return [...backlogs, ...file.faults.remarks()];
}
