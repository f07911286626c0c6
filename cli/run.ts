/**
 * `rendezvous run`: loads everything, says all that is wrong, then runs one after the other. Nothing runs while a
 * scenario is invalid; once something has been measured it is written, whatever becomes of the runs after it.
 */
import { extname } from 'node:path';
import { compareResults } from '../measure/comparison/comparison.ts';
import { RequestLog } from '../measure/request-log.ts';
import type { Pair } from '../reports/comparison/wording.ts';
import { writeComparison } from './comparison-files.ts';
import { EXIT, gravest } from './exit-status.ts';
import { indexFolders, isWithin, type Placed, writeIndex } from './index-files.ts';
import { Interruption } from './interruption.ts';
import { refuseLiveRuns } from './live.ts';
import { type FileRun, loadOrExplain } from './loading.ts';
import { matchingPaths } from './matching.ts';
import { Problem } from './problem.ts';
import { parseReportKinds, type ReportKind } from './report-files.ts';
import { prepareFolder } from './result-file.ts';
import { type Job, type Ran, runOne } from './run-one.ts';
import { type Host, hostsOf, type RunOptions, refuseWhatCannotBe } from './run-options.ts';
import { matrixLabel, type PlaceOf, resultFolders } from './run-plan.ts';
import type { Shell } from './shell.ts';
import { tell } from './telling.ts';

/** A run on one of its hosts. */
interface HostedRun extends FileRun {
  readonly host: Host;
}

export async function run(shell: Shell, words: readonly string[], options: RunOptions): Promise<number> {
  refuseWhatCannotBe(options);
  const kinds = parseReportKinds(options.report);
  const runs = await loadOrExplain(shell, await matchingPaths(words, 'files'), options);
  if (runs === undefined) return EXIT.invalid;
  refuseTwoSeeds(runs, options);
  refuseManyObserved(runs, options);
  const hosts = hostsOf(options);
  if (hosts.includes('kafka')) await refuseLiveRuns(runs, options);
  const hosted = runs.flatMap((run) => hosts.map((host) => ({ ...run, host })));
  const folders = resultFolders(hosted.map(placeOf), options.out);
  for (const folder of folders) await prepareFolder(folder);
  return runAll(shell, hosted, folders, kinds, options);
}

async function runAll(
  shell: Shell,
  runs: readonly HostedRun[],
  folders: readonly string[],
  kinds: readonly ReportKind[],
  options: RunOptions,
): Promise<number> {
  const interruption = new Interruption(shell.stderr);
  const statuses: number[] = [];
  const placed: Placed[] = [];
  let before: Hosted | undefined;
  try {
    for (const [position, run] of runs.entries()) {
      if (interruption.status !== undefined) break;
      const folder = folders[position] ?? '';
      const label = labelOf(run, position, runs.length);
      const log = isToBeCompared(options) ? new RequestLog() : undefined;
      const kept = { ...(log && { log }), ...observationsOf(run, options) };
      const job = {
        ...run,
        folder,
        label,
        kinds,
        options,
        signal: interruption.signal,
        lastSignal: interruption.lastSignal,
        ...kept,
      };
      const ran = await ranOrTold(shell, job);
      statuses.push(ran.status);
      if ('result' in ran) placed.push({ result: ran.result, folder });
      const now = 'result' in ran ? { ran, log, folder } : undefined;
      if (options.on === 'both' && run.host === 'kafka')
        await compareHosts(shell, before, now, options, kinds);
      before = now;
    }
    await writeIndexes(shell, runs, folders, placed, kinds, options);
    return interruption.status ?? gravest(statuses);
  } finally {
    interruption.release();
  }
}

async function ranOrTold(shell: Shell, job: Job): Promise<Ran | { readonly status: number }> {
  try {
    return await runOne(shell, job);
  } catch (error) {
    return { status: tell(shell, error) };
  }
}

/** One host's run, and its single requests where these are kept. */
interface Hosted {
  readonly ran: Ran;
  readonly log: RequestLog | undefined;
  readonly folder: string;
}

/** Replications have several runs, in other threads; single requests are kept of one. */
function isToBeCompared({ on, replications }: RunOptions): boolean {
  return on === 'both' && replications === 1;
}

/** Says where both hosts agree, once both have something to say; a page of both stands beside the live one's. */
async function compareHosts(
  shell: Shell,
  simulated: Hosted | undefined,
  live: Hosted | undefined,
  options: RunOptions,
  kinds: readonly ReportKind[],
): Promise<void> {
  if (simulated === undefined || live === undefined) return;
  const pairing = simulated.log && live.log && simulated.log.beside(live.log);
  const both = { first: simulated.ran.result, second: live.ran.result, names: HOST_NAMES };
  const pair: Pair = pairing === undefined ? both : { ...both, pairing };
  const comparison = compareResults(pair.first, pair.second);
  const written = await writeComparison(live.folder, pair, comparison, kinds);
  if (options.json || options.quiet) return;
  const { comparisonTable } = await import('../reports/comparison/terminal.ts');
  const each = live.ran.each.map((alone) => compareResults(pair.first, alone));
  shell.stdout.write(`\n${comparisonTable(comparison, HOST_NAMES, each)}`);
  for (const path of written.slice(0, 1)) shell.stdout.write(`\nBoth in one page: ${path}\n`);
  if (pairing === undefined) return;
  const { pairingSentence } = await import('../reports/agreement.ts');
  shell.stdout.write(`\n${pairingSentence(pairing, HOST_NAMES)}\n`);
}

/** Indexes of what this call has run; where only one run came about there is nothing to choose from. */
async function writeIndexes(
  shell: Shell,
  runs: readonly HostedRun[],
  folders: readonly string[],
  placed: readonly Placed[],
  kinds: readonly ReportKind[],
  options: RunOptions,
): Promise<void> {
  const ofMatrix = runs.map(({ loaded }) => Object.keys(loaded.matrix).length > 0);
  for (const index of indexFolders(folders, ofMatrix, options.out)) {
    const within = placed.filter(({ folder }) => isWithin(folder, index));
    const [best] = within.length > 1 ? await writeIndex(index, within, kinds) : [];
    if (best !== undefined && !options.json && !options.quiet)
      shell.stdout.write(`\nAll ${within.length} runs: ${best}\n`);
  }
}

const HOST_NAMES = ['simulator', 'Kafka'] as const;

/** One file holds the requests of one run; of two hosts each gets its own, with the host before the ending. */
function observationsOf({ host }: HostedRun, { observations, on }: RunOptions): Pick<Job, 'observations'> {
  if (observations === undefined) return {};
  if (on !== 'both') return { observations };
  const ending = extname(observations);
  return { observations: `${observations.slice(0, observations.length - ending.length)}.${host}${ending}` };
}

function refuseManyObserved(runs: readonly FileRun[], { observations }: RunOptions): void {
  if (observations === undefined || runs.length === 1) return;
  throw new Problem(
    `--observations ${observations} holds the requests of one run, and these are ${runs.length}; run them one at a time`,
  );
}

/** A matrix of seeds has runs that differ in nothing else. */
function refuseTwoSeeds(runs: readonly FileRun[], { seed }: RunOptions): void {
  const ofMatrix = runs.find(({ loaded }) => Object.hasOwn(loaded.matrix, 'seed'));
  if (seed === undefined || ofMatrix === undefined) return;
  throw new Problem(
    `--seed ${seed} and the matrix of ${ofMatrix.file} both choose the seed; leave one of them out, or write --set seed=${seed}`,
  );
}

function placeOf({ loaded, host }: HostedRun): PlaceOf {
  return { name: loaded.scenario.name, seed: loaded.scenario.seed, host, matrix: loaded.matrix };
}

/** `[2/6] slow-primary models.heavy.replicas=3` */
function labelOf({ loaded, host }: HostedRun, position: number, count: number): string {
  const place = count > 1 ? `[${position + 1}/${count}] ` : '';
  const where = host === 'kafka' ? 'on Kafka ' : '';
  return `${place}${loaded.scenario.name} ${where}${matrixLabel(loaded.matrix)}`.trimEnd();
}
