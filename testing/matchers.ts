/**
 * The matchers of `testing/vitest.ts`, as functions of a result: whether it holds, and what an architect would say where it
 * does not. They know nothing of vitest.
 */
import type { RunResult } from '../measure/result.ts';
import { readShare } from '../scenarios/quantity.ts';

export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

export function toMeet(result: RunResult, objective: string): Matched {
  const found = result.objectives.find(({ name }) => name === objective);
  if (found === undefined) {
    const names = result.objectives.map(({ name }) => name).join(', ') || 'none';
    throw new Error(`"${result.scenario.name}" has no objective "${objective}"; it has ${names}`);
  }
  const { verdict, measure, reason } = found;
  const said = verdict === 'inconclusive' ? 'is undecided' : 'misses';
  return matched(
    verdict === 'pass',
    `${about(result)} ${said} ${objective} (${measure}): ${reason}`,
    `${about(result)} meets ${objective} (${measure})`,
  );
}

export function toMeetItsObjectives(result: RunResult): Matched {
  const failed = result.objectives.filter(({ gate, verdict }) => gate && verdict !== 'pass');
  const told = failed.map(
    ({ name, measure, verdict, reason }) => `\n  ${name} (${measure}): ${verdict}, ${reason}`,
  );
  return matched(
    failed.length === 0,
    `${about(result)} does not meet all its objectives:${told.join('')}`,
    `${about(result)} meets all its objectives`,
  );
}

export function toBeTimely(result: RunResult, { atLeast }: { readonly atLeast: string }): Matched {
  const target = readShare(atLeast);
  if (!target.ok) throw new Error(`toBeTimely: \`atLeast\` ${target.problem.says}; ${target.problem.hint}`);
  const { share, low } = result.timeliness;
  const least = target.value === 1 ? share : low;
  const measured =
    share === null
      ? 'nothing was measured'
      : `${percent(share)} of ${result.requests.measured} requests were answered within ${result.deadlineMs} ms`;
  const unsure = share !== null && share >= target.value && (least ?? 0) < target.value;
  const asked = unsure ? `too few requests to be sure of ${atLeast}` : `at least ${atLeast} were asked for`;
  return matched(
    least !== null && least >= target.value,
    `${about(result)} is not timely: ${measured}, ${asked}${whyLate(result)}`,
    `${about(result)} is timely: ${measured}`,
  );
}

export function toHaveCompleteDecoys(result: RunResult): Matched {
  const decoys = Object.entries(result.decoys);
  const broken = decoys.filter(([, { verdict }]) => verdict !== 'complete');
  const told = broken.map(
    ([name, { archived, expected, violated, missingRecords }]) =>
      `\n  ${name} archived ${archived} of ${expected} records, ${missingRecords} are missing (${violated.join(', ') || 'not known'})`,
  );
  const none = decoys.length === 0 ? ' has no decoy, so nothing is archived' : ' has incomplete decoys:';
  return matched(
    decoys.length > 0 && broken.length === 0,
    `${about(result)}${none}${told.join('')}`,
    `${about(result)} has complete decoys: ${decoys.map(([name]) => name).join(', ')}`,
  );
}

export function toAnswerExactlyOnce(result: RunResult): Matched {
  const { never } = result.outcomes;
  const twice = result.anomalies.duplicates + result.anomalies.conflictingDuplicates;
  return matched(
    never + twice === 0,
    `${about(result)} does not answer every request exactly once: ${never} of ${result.requests.measured} were never answered, ${twice} more than once`,
    `${about(result)} answers every request exactly once`,
  );
}

export function toAnswerFromAllowedRoles(result: RunResult): Matched {
  const { forbidden } = result.anomalies;
  return matched(
    forbidden === 0,
    `${about(result)} gave ${forbidden} answers from a shadow, a canary or a decoy, which must not answer`,
    `${about(result)} answers only from roles that may answer`,
  );
}

export function toHeedTheBestScore(result: RunResult): Matched {
  const { missedBetterIgnored } = result.anomalies;
  return matched(
    missedBetterIgnored === 0,
    `${about(result)} ignored a better score that had been read in ${missedBetterIgnored} of ${result.requests.measured} requests`,
    `${about(result)} never ignores a better score that has been read`,
  );
}

export function toShowNoKnownDefect(result: RunResult): Matched {
  const told = result.findings.map(({ name, sentence, whatToDo }) => `\n  ${name}: ${sentence}. ${whatToDo}`);
  return matched(
    result.findings.length === 0,
    `${about(result)} shows known defects:${told.join('')}`,
    `${about(result)} shows no known defect`,
  );
}

function matched(pass: boolean, otherwise: string, ifSo: string): Matched {
  return { pass, message: () => (pass ? ifSo : otherwise) };
}

function about({ scenario, seed }: RunResult): string {
  return `"${scenario.name}" with seed ${seed}`;
}

function whyLate({ outcomes }: RunResult): string {
  const { late, never, refused } = outcomes;
  return ` (${late} late, ${never} never answered, ${refused} refused)`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(5))}%`;
}
