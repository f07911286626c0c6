/**
 * Results as JUnit XML: one suite per scenario, one case per objective.
 *
 * What CI systems do with the four states decides the mapping. A gating objective that does not hold is a
 * `<failure>`. One that is inconclusive is an `<error>`: Jenkins, GitLab and GitHub show `<skipped>` in the colours
 * of success, and nothing may pass on too little data. An advisory objective (`gate: false`) never fails a build: it
 * passes when it holds and is `<skipped>`, with its sentence, when it does not. A run that is itself in error, or
 * invalid, or interrupted has a case of its own named `run`; so has a scenario without objectives.
 */
import type { ObjectiveResult, RunResult } from '../measure/result.ts';
import { momentSaid } from './moment.ts';
import { printable, printableLines } from './plain-text.ts';
import { findingEvidence, findingSentence, objectiveSentence } from './sentences.ts';

interface Case {
  readonly name: string;
  readonly state: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
}

export function renderJunit(results: readonly RunResult[]): string {
  const all = results.flatMap(casesOf);
  const seconds = results.reduce((sum, result) => sum + result.provenance.wallMs, 0) / 1000;
  const suites = results.map((result, at) => suite(result, at));
  const head = `<testsuites name="rendezvous" ${counts(all)} time="${seconds.toFixed(3)}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join('\n');
}

function suite(result: RunResult, at: number): string {
  const cases = casesOf(result);
  const name = suiteName(result);
  const seconds = (result.provenance.wallMs / 1000).toFixed(3);
  const started = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(result.provenance.startedAt)?.[0];
  const when = started === undefined ? '' : ` timestamp="${started}"`;
  return [
    `  <testsuite name="${attribute(name)}" id="${at}" ${counts(cases)} skipped="${countOf(cases, 'skipped')}" time="${seconds}"${when}>`,
    '    <properties>',
    ...propertiesOf(result).map(
      ([key, value]) => `      <property name="${key}" value="${attribute(value)}"/>`,
    ),
    '    </properties>',
    ...cases.map((each) => caseLines(each, name, result)),
    `    <system-out>${content(output(result))}</system-out>`,
    '  </testsuite>',
  ].join('\n');
}

/** The run in a sentence, when and why it came so, and below it each known defect that it shows. */
function output(result: RunResult): string {
  const findings = result.findings.flatMap((finding) => [
    `Known defect found: ${findingSentence(finding, result)}`,
    ...findingEvidence(finding).map((seen) => `  ${seen}`),
    `  ${finding.whatToDo}`,
  ]);
  return [result.sentence, momentSaid(result), ...findings].filter((line) => line !== '').join('\n');
}

function suiteName(result: RunResult): string {
  const axes = Object.entries(result.scenario.matrix).map(([path, value]) => `${path}=${String(value)}`);
  return axes.length === 0 ? result.scenario.name : `${result.scenario.name} [${axes.join(', ')}]`;
}

function propertiesOf(result: RunResult): [string, string][] {
  return [
    ['host', result.host],
    ['seed', String(result.seed)],
    ['verdict', result.verdict],
    ['scenario.sha256', result.scenario.sha256],
    ['traceHash', result.traceHash],
    ['version', result.provenance.version],
  ];
}

function casesOf(result: RunResult): Case[] {
  const cases = result.objectives.map(objectiveCase);
  const broken = result.verdict === 'error' || result.verdict === 'invalid' || !result.complete;
  if (!broken && cases.length > 0) return cases;
  const interrupted = !result.complete && result.verdict !== 'error';
  const type = interrupted ? 'interrupted' : result.verdict;
  const state = broken
    ? 'error'
    : result.verdict === 'pass'
      ? 'passed'
      : result.verdict === 'fail'
        ? 'failure'
        : 'error';
  return [{ name: 'run', state, type, message: result.sentence }, ...cases];
}

function objectiveCase(objective: ObjectiveResult): Case {
  const message = objectiveSentence(objective);
  const { name, verdict } = objective;
  if (verdict === 'pass') return { name, state: 'passed', type: verdict, message };
  if (!objective.gate)
    return { name, state: 'skipped', type: verdict, message: `advisory, ${verdict}: ${message}` };
  return { name, state: verdict === 'fail' ? 'failure' : 'error', type: verdict, message };
}

function caseLines(each: Case, suiteTitle: string, result: RunResult): string {
  const open = `    <testcase name="${attribute(each.name)}" classname="${attribute(suiteTitle)}" time="0"`;
  if (each.state === 'passed') return `${open}/>`;
  const message = attribute(each.message);
  if (each.state === 'skipped') return `${open}>\n      <skipped message="${message}"/>\n    </testcase>`;
  const body = content(
    each.message === result.sentence ? result.sentence : `${each.message}\n${result.sentence}`,
  );
  const tag = `<${each.state} type="${attribute(each.type)}" message="${message}">${body}</${each.state}>`;
  return `${open}>\n      ${tag}\n    </testcase>`;
}

/** What the root may have as well as a suite. */
function counts(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${countOf(cases, 'failure')}" errors="${countOf(cases, 'error')}"`;
}

function countOf(cases: readonly Case[], state: Case['state']): number {
  return cases.filter((each) => each.state === state).length;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function attribute(raw: string): string {
  return printable(raw).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}

function content(raw: string): string {
  return printableLines(raw).replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? '');
}
