/** The verdict in one sentence, as an architect would say it to a colleague. */
import type { ObjectiveResult, RunResult } from './result.ts';
import { beyond, said, saidDistance, saidTarget } from './wording.ts';

type Facts = Pick<RunResult, 'verdict' | 'objectives' | 'timeliness' | 'requests' | 'complete'> & {
  /** Why a live run is no evidence. */
  readonly invalid: readonly string[];
};

export function verdictSentence(facts: Facts): string {
  return `${facts.verdict.toUpperCase()}: ${reasonOf(facts)}`;
}

function reasonOf(facts: Facts): string {
  const [why] = facts.invalid;
  if (why !== undefined) return invalidSaid(why, facts.invalid.length - 1);
  const gating = facts.objectives.filter((objective) => objective.gate);
  const failed = gating.filter((objective) => objective.verdict === 'fail');
  const open = gating.filter((objective) => objective.verdict === 'inconclusive');
  const [worst] = failed;
  if (worst !== undefined) return `${broken(worst)}${more(failed.length - 1, 'fail')}`;
  if (facts.requests.measured === 0) return 'no request was measured';
  if (!facts.complete)
    return 'the run was interrupted, so its figures cover only what had been decided by then';
  const [unclear] = open;
  if (unclear !== undefined) return `${undecided(unclear)}${more(open.length - 1, 'inconclusive')}`;
  if (gating.length === 0) return `no objective gates this run; ${timely(facts)}`;
  const closest = gating.length === 1 ? held(gating[0]) : `all ${gating.length} objectives hold`;
  return `${closest}${missedAdvice(facts.objectives)}; ${timely(facts)}`;
}

/** What gates nothing may fail beside what passes. */
function missedAdvice(objectives: readonly ObjectiveResult[]): string {
  const missed = objectives.filter(({ gate, verdict }) => !gate && verdict === 'fail').length;
  if (missed === 0) return '';
  return missed === 1 ? ', an advisory one fails' : `, ${missed} advisory ones fail`;
}

function invalidSaid(why: string, others: number): string {
  const reason = `this run is no evidence: ${why.replace(/^The /, 'the ').replace(/\.$/, '')}`;
  if (others === 0) return reason;
  return `${reason}; and ${others === 1 ? 'one more reason' : `${others} more reasons`}`;
}

/** "timeliness during heavy-slow is 98.2 % (97.9 to 98.4 %), 1.3 points under its target of 99.5 %" */
function broken(objective: ObjectiveResult): string {
  const { actual, margin, unit } = objective;
  if (actual === null || margin === null) return `${named(objective)}: ${objective.reason}`;
  const side = 'atLeast' in objective.target ? 'under' : 'over';
  const distance = saidDistance(Math.abs(margin), unit);
  return `${named(objective)} is ${actualSaid(objective)}${between(objective)}, ${distance} ${side} its target of ${boundSaid(objective)}`;
}

function undecided(objective: ObjectiveResult): string {
  if (objective.actual === null) return `${named(objective)}: ${objective.reason}`;
  return `${named(objective)} is ${actualSaid(objective)}${between(objective)}, which does not settle its target of ${boundSaid(objective)}`;
}

function held(objective: ObjectiveResult | undefined): string {
  if (objective === undefined || objective.actual === null) return 'its one objective holds';
  const side = 'atLeast' in objective.target ? 'at least' : 'at most';
  return `${named(objective)} is ${actualSaid(objective)}, its target ${side} ${boundSaid(objective)}`;
}

function named({ measure, window }: ObjectiveResult): string {
  if (window === 'whole') return measure;
  return window.startsWith('worst ') ? `${measure} in the ${window}` : `${measure} ${window}`;
}

function between({ measure, low, high, actual, unit }: ObjectiveResult): string {
  if (low === null || (low === actual && high === actual)) return '';
  if (high === null) return ` (${said(low, unit)} to ${beyond(measure)})`;
  const lowSaid = said(low, unit, high - low);
  return ` (${unit === 'share' ? lowSaid.replace('%', '') : lowSaid} to ${said(high, unit, high - low)})`;
}

function boundSaid({ target, unit }: ObjectiveResult): string {
  return saidTarget('atLeast' in target ? target.atLeast : target.atMost, unit);
}

/** What was counted is said to a tenth of a percent, at least. */
const EXACT = 0.003;

function actualSaid({ actual, low, high, margin, unit }: ObjectiveResult): string {
  if (actual === null) return 'unknown';
  const isExact = low === actual && high === actual;
  const width = low === null || high === null || low === high ? (isExact ? EXACT : 1) : high - low;
  return said(actual, unit, Math.min(width, Math.abs(margin ?? 1) || 1));
}

function more(others: number, what: 'fail' | 'inconclusive'): string {
  if (others === 0) return '';
  const many = what === 'fail' ? 'fail' : 'are inconclusive';
  const one = what === 'fail' ? 'fails' : 'is inconclusive';
  return others === 1 ? `; one more objective ${one}` : `; ${others} more objectives ${many}`;
}

function timely({ timeliness }: Facts): string {
  if (timeliness.share === null) return 'nothing was measured';
  return `${said(timeliness.share, 'share')} of requests were answered on time`;
}
