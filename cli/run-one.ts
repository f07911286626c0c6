/**
 * One run on one host, to the written reports and the summary. A defect of ours on the way leaves a result too, which says
 * so and has no figures.
 */
import { availableParallelism } from 'node:os';
import { type AssemblyInput, assembleResult } from '../measure/assemble.ts';
import { defectResult } from '../measure/defect-result.ts';
import type { LedgerRows } from '../measure/ledger.ts';
import type { LiveFigures } from '../measure/live-result.ts';
import { observationOf } from '../measure/observation.ts';
import type { RequestLog } from '../measure/request-log.ts';
import type { Provenance, RunResult } from '../measure/result.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import { statusOf } from './exit-status.ts';
import { ranLive } from './live.ts';
import type { FileRun } from './loading.ts';
import { ObservationFile } from './observation-file.ts';
import { Progress, type ProgressReport } from './progress.ts';
import { provenanceOf, type Stopwatch, startStopwatch } from './provenance.ts';
import { type ReportKind, removeOtherReports, writeReports } from './report-files.ts';
import { writeResult } from './result-file.ts';
import type { Host, RunOptions } from './run-options.ts';
import type { Shell } from './shell.ts';
import { isDefect, messageOf, tell } from './telling.ts';

export interface Job extends FileRun {
  readonly host: Host;
  readonly folder: string;
  readonly label: string;
  readonly kinds: readonly ReportKind[];
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  /** Comes some seconds after the other, for what would not stop. */
  readonly lastSignal: AbortSignal;
  /** Where single requests are to be held against those of another host. */
  readonly log?: RequestLog;
  /** Where a row for each request goes, where that was asked for. */
  readonly observations?: string;
}

export interface Ran {
  /** The exit status of its verdict. */
  readonly status: number;
  readonly result: RunResult;
  /** Of several live runs that are to be held against each other: what each of them shows by itself. */
  readonly each: readonly RunResult[];
}

export async function runOne(shell: Shell, job: Job): Promise<Ran> {
  const { result, each } = await measured(shell, job);
  let written: readonly string[] = [];
  try {
    written = await keep(result, job);
  } finally {
    await show(shell, result, job, written);
  }
  return { status: statusOf(result.verdict), result, each };
}

/** What a host has to show for itself. */
interface Ended {
  readonly runs: readonly RunMeasures[];
  readonly brokers: Readonly<Record<string, unknown>>;
  /** Of a live host. */
  readonly live?: readonly LiveFigures[];
}

async function measured(shell: Shell, job: Job): Promise<Omit<Ran, 'status'>> {
  const watch = startStopwatch();
  const progress = job.options.quiet ? undefined : new Progress(shell.stderr, job.label);
  const rows = job.observations === undefined ? undefined : new ObservationFile(job.observations);
  try {
    const ended = await HOSTS[job.host](shell, job, { progress, rows }).finally(() => progress?.end());
    rows?.keep();
    const each = singles(job, ended).map((single) => assembleResult(whatRan(shell, job, watch, single)));
    const wanted = { runsWanted: job.options.replications };
    return { result: assembleResult({ ...whatRan(shell, job, watch, ended), ...wanted }), each };
  } catch (error) {
    rows?.discard();
    if (!isDefect(error)) throw error;
    tell(shell, error);
    const { replications } = job.options;
    const nothing = { runs: [], brokers: {} };
    const result = defectResult({ ...whatRan(shell, job, watch, nothing), replications }, messageOf(error));
    return { result, each: [] };
  }
}

/** Each live run as if it had been the only one, where they differ by more than a simulator's would: by noise. */
function singles({ host, options }: Job, { runs, live = [], brokers }: Ended): readonly Ended[] {
  if (host !== 'kafka' || options.on !== 'both' || runs.length < 2) return [];
  return runs.map((run, at) => ({ runs: [run], brokers, live: live.slice(at, at + 1) }));
}

function whatRan(
  shell: Shell,
  job: Job,
  watch: Stopwatch,
  { runs, brokers, live = [] }: Ended,
): AssemblyInput {
  const { scenario, sha256, resolved, matrix } = job.loaded;
  return {
    scenario,
    identity: { sha256, resolved, matrix },
    host: job.host,
    seed: scenario.seed,
    runs,
    ...(live.length > 0 && { live }),
    provenance: { ...provenanceOf(watch, scenario, runs, shell.words), brokers, ...overridesOf(job) },
  };
}

/** Nothing where nothing was set. */
function overridesOf({ options: { set } }: Job): Pick<Provenance, 'overrides'> {
  return set.length === 0 ? {} : { overrides: set };
}

/** Who is told while a run goes on. */
interface Listeners {
  readonly progress: Progress | undefined;
  readonly rows: ObservationFile | undefined;
}

const HOSTS: Readonly<Record<Host, (shell: Shell, job: Job, listeners: Listeners) => Promise<Ended>>> = {
  sim: async (_, job, { progress, rows }) => {
    const runs = await simulated(job, rows, (report) => progress?.update(report));
    return { runs, brokers: {} };
  },
  kafka: async (shell, job, { progress, rows }) => {
    const { runs, live, brokers } = await ranLive(shell, job, {
      say: (sentence) => progress?.say(sentence),
      onProgress: (report) => progress?.update(report),
      ...keeping(job, rows),
    });
    return { runs, live, brokers: { ...brokers } };
  },
};

/** Nothing at all where nobody wants single requests: then they cost nothing. */
function keeping(
  { log, loaded }: Job,
  rows: ObservationFile | undefined,
): { readonly onSettled?: (ledger: LedgerRows, slot: number) => void } {
  if (log === undefined && rows === undefined) return {};
  return {
    onSettled: (ledger, slot) => {
      log?.add(ledger, slot);
      rows?.add(observationOf(loaded.scenario, ledger, slot));
    },
  };
}

/**
 * One simulation in this thread. Replications each have a thread of their own, and so has a policy of the user's: it may
 * never return, and Ctrl-C must be heard all the same.
 */
async function simulated(
  job: Job,
  rows: ObservationFile | undefined,
  onProgress: (report: ProgressReport) => void,
) {
  const { scenario } = job.loaded;
  const { signal, lastSignal, options } = job;
  const kept = keeping(job, rows);
  if (options.replications === 1 && scenario.rendezvous.policy.kind !== 'module') {
    const { simulate } = await import('../sim/simulate.ts');
    const cores = availableParallelism();
    return [await simulate(scenario, { seed: scenario.seed, onProgress, signal, cores, ...kept })];
  }
  const { replicate } = await import('../sim/replicate.ts');
  const { file, matrixIndex } = job;
  return replicate(
    { file, set: options.set, matrixIndex, env: process.env },
    { seed: scenario.seed, replications: options.replications, onProgress, signal, lastSignal, ...kept },
  );
}

/** The result first: reports can be made from it again, it cannot be made from them. Answers with the paths. */
async function keep(result: RunResult, job: Job): Promise<readonly string[]> {
  await removeOtherReports(job.folder, job.kinds);
  const path = await writeResult(job.folder, result);
  return [path, ...(await writeReports(job.folder, result, job.kinds))];
}

async function show(shell: Shell, result: RunResult, job: Job, written: readonly string[]): Promise<void> {
  if (job.options.json) {
    shell.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  if (job.options.quiet) {
    shell.stdout.write(`${job.label}: ${result.sentence}\n`);
    return;
  }
  const { renderSummary } = await import('../reports/terminal.ts');
  shell.stdout.write(`${renderSummary(result, shell.stdout).trimEnd()}\n`);
  const best = written.find((path) => path.endsWith('.html')) ?? written[0];
  if (best !== undefined) shell.stdout.write(`\nWritten to ${best}\n`);
}
