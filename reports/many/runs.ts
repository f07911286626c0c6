/**
 * Many results as one set: what they are called, in which order they stand, and by which settings they differ.
 *
 * The order without a script is the one that somebody in a hurry wants: what failed first, then by name.
 */
import type { RunResult, Verdict } from '../../measure/result.ts';
import { printable } from '../plain-text.ts';

export interface Run {
  readonly result: RunResult;
  /** Its page, from where the index stands; undefined where there is none. */
  readonly href: string | undefined;
}

/** One setting that varies, and its values in the order of the runs. */
export interface Axis {
  readonly path: string;
  readonly values: readonly string[];
}

const GRAVEST_FIRST: readonly Verdict[] = ['error', 'fail', 'invalid', 'inconclusive', 'pass'];

export function gravestFirst(runs: readonly Run[]): readonly Run[] {
  const rank = ({ result }: Run): number => GRAVEST_FIRST.indexOf(result.verdict);
  return byName(runs).toSorted((one, other) => rank(one) - rank(other));
}

/** By scenario, settings, host and seed, so that it does not matter from where and in which order they came. */
export function byName(runs: readonly Run[]): readonly Run[] {
  const key = ({ result: { scenario, host, seed } }: Run): string =>
    [scenario.name, ...Object.values(scenario.matrix).map(valueSaid), host, String(seed)].join('\n');
  return runs.toSorted((one, other) => naturally(key(one), key(other)));
}

/** Numbers in texts by their size: 6 before 12, 800ms before 1200ms. */
function naturally(one: string, other: string): number {
  const [ours, theirs] = [one, other].map((text) => text.split(/(\d+)/));
  for (const [at, part] of (ours ?? []).entries()) {
    const against = theirs?.[at] ?? '';
    const order = at % 2 === 1 ? Number(part) - Number(against) : compareText(part, against);
    if (order !== 0) return order;
  }
  return (ours?.length ?? 0) - (theirs?.length ?? 0);
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** `2 of 6 runs fail, 1 is inconclusive` */
export function tally(runs: readonly Run[]): string {
  const parts = GRAVEST_FIRST.flatMap((verdict) => {
    const n = runs.filter(({ result }) => result.verdict === verdict).length;
    return n === 0 ? [] : [{ verdict, n }];
  });
  const [only] = parts;
  if (parts.length === 1 && only !== undefined)
    return `${runs.length === 1 ? 'The one run' : `All ${runs.length} runs`} ${saidOf(only.verdict, runs.length)}`;
  const said = parts.map(({ verdict, n }, at) =>
    at === 0 ? `${n} of ${runs.length} runs ${saidOf(verdict, n)}` : `${n} ${saidOf(verdict, n)}`,
  );
  return said.join(', ');
}

function saidOf(verdict: Verdict, n: number): string {
  const one = n === 1;
  if (verdict === 'pass') return one ? 'passes' : 'pass';
  if (verdict === 'fail') return one ? 'fails' : 'fail';
  return `${one ? 'is' : 'are'} ${verdict === 'error' ? 'in error' : verdict}`;
}

export function worstVerdict(runs: readonly Run[]): Verdict {
  return gravestFirst(runs)[0]?.result.verdict ?? 'inconclusive';
}

/** `slow-primary`, and what tells it from the others of that name; where all have one name, only that. */
export function titleOf({ scenario, host, seed }: RunResult, all: readonly Run[]): string {
  const same = all.filter(({ result }) => result.scenario.name === scenario.name);
  const varies = (of: (result: RunResult) => unknown) =>
    new Set(same.map(({ result }) => of(result))).size > 1;
  const axes = Object.entries(scenario.matrix).map(
    ([path, value]) => `${path}\u00a0=\u00a0${valueSaid(value)}`,
  );
  const name = axes.length > 0 && same.length === all.length ? [] : [scenario.name];
  const others = [
    ...(varies((result) => result.host) ? [host === 'sim' ? 'simulator' : 'Kafka'] : []),
    ...(varies((result) => result.seed) && !('seed' in scenario.matrix) ? [`seed ${seed}`] : []),
  ];
  return printable([...name, ...axes, ...others].join(', '));
}

export function valueSaid(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Runs of one matrix: same scenario and host, in the order in which they come. */
export interface MatrixOfRuns {
  readonly name: string;
  readonly host: RunResult['host'];
  readonly axes: readonly Axis[];
  readonly runs: readonly Run[];
}

export function matricesIn(runs: readonly Run[]): readonly MatrixOfRuns[] {
  const groups = new Map<string, Run[]>();
  for (const run of byName(runs)) {
    const { scenario, host, seed } = run.result;
    const paths = Object.keys(scenario.matrix);
    if (paths.length === 0) continue;
    const key = JSON.stringify([scenario.name, host, paths.includes('seed') ? '' : seed, paths]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { scenario, host } = first.result;
    return [{ name: scenario.name, host, axes: axesOf(group), runs: group }];
  });
}

/** Those that have several values. */
function axesOf(runs: readonly Run[]): Axis[] {
  const paths = Object.keys(runs[0]?.result.scenario.matrix ?? {});
  return paths
    .map((path) => ({
      path,
      values: [...new Set(runs.map(({ result }) => valueSaid(result.scenario.matrix[path])))].sort(naturally),
    }))
    .filter(({ values }) => values.length > 1);
}
