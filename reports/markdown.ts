/**
 * A result as Markdown, for the summary page of a CI job: verdict and objectives first, then the rest in short
 * tables. Texts are shortened and lists cut, so that it fits a job's summary whatever the run.
 *
 * Everything a user wrote is escaped: it can neither start a link, a tag or a table cell, nor mention somebody.
 */
import { OUTCOMES, type RunResult, STAGES } from '../measure/result.ts';
import { certainty, margin } from './certainty.ts';
import { withCourse } from './course.ts';
import { faultEffects } from './fault-effects.ts';
import { code, fitted, list, section, table, text } from './markdown-parts.ts';
import { momentSaid } from './moment.ts';
import { count, factor, milliseconds, share } from './numbers.ts';
import {
  actual,
  canarySentence,
  circumstances,
  decoySentence,
  faultSentence,
  findingEvidence,
  findingSentence,
  hasFigures,
  latency,
  OUTCOME_WORDS,
  target,
  telling,
  VERDICT_WORDS,
  verdictSentence,
} from './sentences.ts';

export function renderMarkdown(result: RunResult): string {
  const { mark, word } = VERDICT_WORDS[result.verdict];
  const parts = [
    `## ${mark} ${word}: ${text(result.scenario.name)}`,
    `**${text(verdictSentence(result), 1000)}**`,
    text(momentSaid(result), 1000),
    text(circumstances(result).join(' · ')),
    objectives(result),
    result.remarks.length === 0 ? '' : list(result.remarks.map((remark) => `Mind: ${text(remark)}`)),
    ...(hasFigures(result) ? figures(result) : []),
    footer(result),
  ];
  return fitted(parts);
}

function figures(result: RunResult): string[] {
  return [
    findings(result),
    outcomes(result),
    latencies(result),
    jointLateness(result),
    section(
      'Decoys',
      Object.entries(result.decoys).map(([name, decoy]) => text(decoySentence(name, decoy))),
    ),
    section(
      'Canaries',
      Object.entries(result.canaries).map(([name, canary]) => text(canarySentence(name, canary))),
    ),
    section('Faults', faults(result)),
  ];
}

function objectives(result: RunResult): string {
  const rows = result.objectives.map((objective) => [
    `${VERDICT_WORDS[objective.verdict].mark} ${VERDICT_WORDS[objective.verdict].word}${objective.gate ? '' : ' (advisory)'}`,
    text(objective.name),
    text(objective.window === 'whole' ? objective.measure : `${objective.measure} ${objective.window}`),
    target(objective),
    actual(objective),
    certainty(objective),
    margin(objective),
    count(objective.n),
    objective.verdict === 'pass' ? '' : text(objective.reason),
  ]);
  if (rows.length === 0) return '### Objectives\n\nNone were set.';
  const heads = ['', 'Objective', 'Measure', 'Target', 'Actual', '95% interval', 'Margin', 'n', 'Why'];
  return `### Objectives\n\n${table(heads, rows, [3, 4, 6, 7])}`;
}

function findings(result: RunResult): string {
  const items = result.findings.map((finding) => {
    const seen = findingEvidence(finding).join('; ');
    const evidence = seen === '' ? '' : ` First seen: ${text(seen)}.`;
    return `**${text(findingSentence(finding, result))}.** ${text(finding.whatToDo, 600)}${evidence}`;
  });
  return section('Known defects found', items);
}

function outcomes(result: RunResult): string {
  const { measured } = result.requests;
  const rows = OUTCOMES.map((outcome) => [
    outcome,
    OUTCOME_WORDS[outcome],
    count(result.outcomes[outcome]),
    share(measured === 0 ? null : result.outcomes[outcome] / measured),
  ]);
  rows.push(['**all**', 'measured', `**${count(measured)}**`, measured === 0 ? share(null) : '**100%**']);
  return `### Outcomes\n\n${table(['Outcome', 'Meaning', 'Requests', 'Share'], rows, [2, 3])}`;
}

function latencies(result: RunResult): string {
  const { latencyMs } = result;
  const names = ['mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const;
  const rows = [names.map((name) => latency(result, latencyMs[name]))];
  const whole = table(
    names.map((name) => (name === 'p999' ? 'p99.9' : name)),
    rows,
    [0, 1, 2, 3, 4, 5],
  );
  const stages = STAGES.map((stage) => {
    const { mean, p50, p99 } = result.stagesMs[stage];
    return [stage, milliseconds(mean), milliseconds(p50), milliseconds(p99)];
  });
  const budget = table(['Stage', 'mean', 'p50', 'p99'], stages, [1, 2, 3]);
  return `### Latency\n\nDeadline ${milliseconds(result.deadlineMs)}, from intended arrival.\n\n${whole}\n\n${budget}`;
}

function jointLateness(result: RunResult): string {
  const rows = telling(result.jointLateness).map((pair) => [
    pair.models.map((model) => text(model)).join(' and '),
    share(pair.bothLate),
    share(pair.ifIndependent),
    factor(pair.ratio, 'independence says never'),
  ]);
  if (rows.length === 0) return '';
  return `### Late together\n\n${table(['Models', 'Both late', 'If independent', 'Ratio'], rows, [1, 2, 3])}`;
}

function faults(result: RunResult): string[] {
  return faultEffects(withCourse(result)).map(({ name, fault, effect }) =>
    text(faultSentence(name, fault, effect, result), 600),
  );
}

function footer(result: RunResult): string {
  const { provenance, scenario } = result;
  const profile = provenance.delayProfile;
  const delays = `${text(profile.name)}${profile.shipped ? ' (as shipped, not measured on yours)' : ''}`;
  const facts = [
    `scenario sha256 ${code(scenario.sha256)}`,
    ...(hasFigures(result) ? [`trace hash ${code(result.traceHash)}`] : []),
    `rendezvous-testbed ${text(provenance.version)} on Node ${text(provenance.node)}`,
    `delays ${delays}`,
    ...(hasFigures(result) ? [`intervals: ${text(result.method.interval)}`] : []),
  ];
  return `<sub>${facts.join(' · ')}</sub>\n\n<sub>Again: ${code(provenance.command)}</sub>`;
}
