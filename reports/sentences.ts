/**
 * What every view says in the same words: what was aimed at, what came out, what went wrong and where.
 *
 * Terminal, Markdown, JUnit and HTML differ in form only; a reader who moves between them meets one wording. These
 * functions give plain text (already printable); escaping is the view's own business.
 */
import type {
  CanaryResult,
  DecoyResult,
  FaultResult,
  Finding,
  JointLateness,
  ObjectiveResult,
  Outcome,
  RunResult,
  Verdict,
} from '../measure/result.ts';
import { certainty, judgedAlone } from './certainty.ts';
import type { FaultEffect } from './fault-effects.ts';
import { absent, count, counted, duration, factor, inUnit, milliseconds, share } from './numbers.ts';
import { printable, shortened } from './plain-text.ts';
import type { Recovery } from './recovery.ts';

export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly mark: string; readonly word: string }>> = {
  pass: { mark: '✓', word: 'Pass' },
  fail: { mark: '✗', word: 'Fail' },
  inconclusive: { mark: '?', word: 'Inconclusive' },
  error: { mark: '!', word: 'Error' },
  invalid: { mark: '!', word: 'Invalid' },
};

/** `✗ Fail` */
export function verdictWord(verdict: Verdict): string {
  const { mark, word } = VERDICT_WORDS[verdict];
  return `${mark} ${word}`;
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  preferred: 'on time, by the preferred model',
  lesser: 'on time, by a lesser model',
  default: 'on time, by the default',
  late: 'answered after the deadline',
  never: 'never answered',
  refused: 'refused at the front end',
};

/** The run's own sentence, without the verdict at its head, which every view shows beside it. */
export function verdictSentence(result: RunResult): string {
  const text = printable(result.sentence).replace(/^(?:pass|fail|inconclusive|error|invalid): */i, '');
  return /^[a-z]+(?![\w.])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** `≥ 99.9%` */
export function target(objective: ObjectiveResult): string {
  const { target: aim, unit } = objective;
  return 'atLeast' in aim ? `≥ ${inUnit(aim.atLeast, unit)}` : `≤ ${inUnit(aim.atMost, unit)}`;
}

export function targetValue(objective: ObjectiveResult): number {
  return 'atLeast' in objective.target ? objective.target.atLeast : objective.target.atMost;
}

/** Why a figure of a measure can be missing: percentiles among the never-answered are infinitely late. */
export function actual(objective: ObjectiveResult): string {
  const infinite = objective.n > 0 && objective.measure.startsWith('latency.');
  const unseen = objective.n > 0 && objective.measure.endsWith('.detectionDelay');
  return inUnit(
    objective.actual,
    objective.unit,
    infinite ? 'never answered' : unseen ? 'not seen' : 'no data',
  );
}

/** One objective as one sentence, for JUnit and for what did not pass. */
export function objectiveSentence(objective: ObjectiveResult): string {
  const where = objective.window === 'whole' ? '' : ` (${printable(objective.window)})`;
  const value = actual(objective);
  const found = objective.actual === null ? `has no value (${value.replace(/^— /, '')})` : `is ${value}`;
  const unsure = objective.low !== objective.high && !judgedAlone(objective);
  const sure = unsure ? `, 95% interval ${certainty(objective)}` : '';
  const why = objective.reason === '' ? '' : `: ${printable(objective.reason)}`;
  return `${printable(objective.measure)}${where} ${found}, wanted ${target(objective)}${sure}${why}`;
}

/** False where a defect ended the run: nothing was kept that a view could show. */
export function hasFigures(result: RunResult): boolean {
  return result.verdict !== 'error';
}

const MOST_OVERRIDES = 8;
const LONGEST_OVERRIDE = 80;

/** `set for this run: duration=60s, faults=null`: what a scenario says of itself need not hold any more. */
function overridden({ provenance: { overrides = [] } }: RunResult): string[] {
  if (overrides.length === 0) return [];
  const said = overrides.slice(0, MOST_OVERRIDES).map((each) => shortened(printable(each), LONGEST_OVERRIDE));
  const more = overrides.length > MOST_OVERRIDES ? [`${count(overrides.length - MOST_OVERRIDES)} more`] : [];
  return [`set for this run: ${[...said, ...more].join(', ')}`];
}

/** Who ran what: `simulated · seed 42 · 354,000 of 360,000 requests measured · 30m of traffic`. */
export function circumstances(result: RunResult): string[] {
  const { requests, time } = result;
  const facts = [result.host === 'sim' ? 'simulated' : 'on real Kafka', `seed ${result.seed}`];
  if (result.replications > 1) facts.push(`${count(result.replications)} replications`);
  if (!hasFigures(result)) return [...facts, 'ended by a defect: no figures', ...overridden(result)];
  facts.push(`${count(requests.measured)} of ${count(requests.offered)} requests measured`);
  if (requests.undecided > 0) facts.push(`${count(requests.undecided)} undecided`);
  facts.push(`${duration(time.trafficMs)} of traffic`);
  if (time.warmupMs > 0) facts.push(`warm-up ${duration(time.warmupMs)}`);
  if (Object.keys(result.faults).length === 0) facts.push('no faults in this run');
  if (!result.complete) facts.push('interrupted: not complete');
  return [...facts, ...overridden(result)];
}

/** A percentile; beyond the answered ones it is infinite, and that is said. */
export function latency(result: RunResult, value: number | null): string {
  return milliseconds(value, result.latencyMs.n > 0 ? 'never answered' : 'no data');
}

/** Pairs worth a word: late together clearly more often than independence says. */
export function telling(pairs: readonly JointLateness[]): JointLateness[] {
  return pairs.filter((pair) => pair.bothLate > 0 && (pair.ratio === null || pair.ratio >= 1.2));
}

export function jointSentence(pair: JointLateness): string {
  const [one, other] = pair.models.map(printable);
  const times =
    pair.ratio === null
      ? 'although independence says never'
      : `${factor(pair.ratio)} as often as independence says`;
  return `${one} and ${other} were late together ${times} (${share(pair.bothLate)} against ${share(pair.ifIndependent)})`;
}

export function decoySentence(name: string, decoy: DecoyResult): string {
  return `${printable(name)} ${decoy.verdict}: ${archived(decoy)}`;
}

/** How much of the stream the archive holds, and which clauses are violated. */
export function archived(decoy: DecoyResult): string {
  const held = `${count(decoy.archived)} of ${count(decoy.expected)} records archived (${share(decoy.coverage)})`;
  const broken = decoy.violated.length > 0 ? `; violated: ${decoy.violated.map(printable).join(', ')}` : '';
  const gaps =
    decoy.missingRecords > 0
      ? `; ${count(decoy.missingRecords)} missing in ${counted(decoy.missingRanges, 'gap')}, the longest ${count(decoy.longestGap)}`
      : '';
  const left = decoy.pending > 0 ? `; ${counted(decoy.pending, 'record')} still to be archived` : '';
  return `${held}${gaps}${broken}${left}`;
}

export function canarySentence(name: string, canary: CanaryResult): string {
  const words = canary.shifts.map((shift) => {
    const where = `shift of ${printable(shift.feature)} at ${duration(shift.atMs)}`;
    if (shift.detectedMs === null) return `${where} not seen`;
    return `${where} seen after ${milliseconds(shift.detectedMs - shift.atMs)}`;
  });
  if (words.length === 0) words.push('no shift to see');
  words.push(canary.falseAlarms === 0 ? 'no false alarm' : counted(canary.falseAlarms, 'false alarm'));
  return `${printable(name)}: ${words.join(', ')}`;
}

/** `canary-leak: 12 requests got the score of a model that must not answer` */
export function findingWords({ name, sentence }: Pick<Finding, 'name' | 'sentence'>): string {
  return `${printable(name)}: ${printable(sentence).replace(/\.$/, '')}`;
}

/** `canary-leak: 12 requests got the score of a model that must not answer, in 2 of 5 replications` */
export function findingSentence(finding: Finding, result: Pick<RunResult, 'replications'>): string {
  const often =
    result.replications > 1
      ? `, in ${count(finding.runs)} of ${counted(result.replications, 'replication')}`
      : '';
  return `${findingWords(finding)}${often}`;
}

/** The first of what it rests on: `request callers-17 at 1.2s`, `decoy partition 3, 120 to 169`. */
export function findingEvidence({ evidence }: Finding): string[] {
  return [
    ...evidence.requests.map(({ id, atMs }) => `request ${printable(id)} at ${duration(atMs)}`),
    ...evidence.records.map(
      ({ model, partition, from, to }) =>
        `${printable(model)} partition ${partition}, records ${count(from)} to ${count(to)}`,
    ),
    ...evidence.spans.map(
      ({ what, fromMs, toMs }) => `${printable(what)}, ${duration(fromMs)} to ${duration(toMs)}`,
    ),
  ];
}

/** `slow heavy, 10m to 15m` */
export function faultSpan(fault: FaultResult, { time }: Pick<RunResult, 'time'>): string {
  const what = `${printable(fault.kind)} ${printable(fault.target)}`;
  const first = fault.windows[0];
  const last = fault.windows.at(-1);
  if (first === undefined || last === undefined) return what;
  const until = last.toMs === time.endMs ? 'the end' : duration(last.toMs);
  const often = fault.windows.length > 1 ? `, ${fault.windows.length} times` : '';
  return `${what}, ${duration(first.fromMs)} to ${until}${often}`;
}

/** What a fault did to answers and archives, from the series. */
export function faultEffect(fault: FaultResult, effect: FaultEffect): string[] {
  const onTime = inAgainstOut('on time', effect.onTime, effect.onTimeElsewhere);
  const preferred = inAgainstOut('preferred', effect.preferred, effect.preferredElsewhere);
  const answers = [...onTime, ...preferred];
  if (answers.length > 0 && effect.p99MsMax !== null)
    answers.push(`p99 up to ${milliseconds(effect.p99MsMax)}`);
  if (answers.length === 0 && effect.onTime !== null) answers.push('answers as outside faults');
  const behind = effect.behind.map(
    ({ name, records }) => `${printable(name)} up to ${count(records)} records behind`,
  );
  return [
    ...(fault.bitten ? [] : ['did not bite']),
    ...answers,
    ...behind,
    ...(fault.bitten && !fault.healed ? ['not healed by the end'] : []),
  ];
}

/** A fault in a sentence: what it was, what it did, when all was as usual again, and what it cost. */
export function faultSentence(
  name: string,
  fault: FaultResult,
  effect: FaultEffect,
  result: RunResult,
): string {
  const did = [
    ...faultEffect(fault, effect),
    ...costs(effect),
    ...(effect.recovery.kind === 'after' ? [`as usual again ${recoverySaid(effect.recovery)}`] : []),
    ...(effect.recovery.kind === 'not seen' ? ['not as usual again'] : []),
  ];
  return `${printable(name)} (${faultSpan(fault, result)}): ${did.length === 0 ? 'no effect to see' : did.join(', ')}`;
}

function costs({ counts }: FaultEffect): string[] {
  const [ofWholeRun = [], own = []] = [true, false].map((whole) =>
    counts.filter(({ isOfWholeRun }) => isOfWholeRun === whole).map(({ n, what }) => `${count(n)} ${what}`),
  );
  return ofWholeRun.length === 0 ? own : [...own, `in the whole run ${ofWholeRun.join(' and ')}`];
}

/** `within 1s`, `after 17s` */
export function recoverySaid(recovery: Recovery): string {
  if (recovery.kind === 'unknown') return absent('not known');
  if (recovery.kind === 'not seen') return 'not seen';
  return `${recovery.kind === 'after' ? 'after' : 'within'} ${duration(recovery.ms)}`;
}

function inAgainstOut(what: string, inside: number | null, outside: number | null): string[] {
  if (inside === null) return [];
  if (outside === null) return [`${what} ${share(inside)}`];
  if (share(inside) === share(outside)) return [];
  return [`${what} ${share(inside)} (outside faults ${share(outside)})`];
}
