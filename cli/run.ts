/**
 * `rendezvous run`: loads everything, says all that is wrong, then runs one after the other. Nothing runs while a
 * scenario is invalid; once something has been measured it is written, whatever becomes of the runs after it.
 */
import { EXIT, gravest } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { type FileRun, loadOrExplain } from './loading.ts';
import { matchingPaths } from './matching.ts';
import { Problem } from './problem.ts';
import { parseReportKinds, type ReportKind } from './report-files.ts';
import { prepareFolder } from './result-file.ts';
import { runOne } from './run-one.ts';
import { type RunOptions, refuseWhatCannotBe } from './run-options.ts';
import { matrixLabel, type PlaceOf, resultFolders } from './run-plan.ts';
import type { Shell } from './shell.ts';
import { tell } from './telling.ts';

const HOST = 'sim';

export async function run(shell: Shell, words: readonly string[], options: RunOptions): Promise<number> {
  refuseWhatCannotBe(options);
  const kinds = parseReportKinds(options.report);
  const runs = await loadOrExplain(shell, await matchingPaths(words, 'files'), options);
  if (runs === undefined) return EXIT.invalid;
  refuseTwoSeeds(runs, options);
  const folders = resultFolders(runs.map(placeOf), options.out);
  for (const folder of folders) await prepareFolder(folder);
  return runAll(shell, runs, folders, kinds, options);
}

async function runAll(
  shell: Shell,
  runs: readonly FileRun[],
  folders: readonly string[],
  kinds: readonly ReportKind[],
  options: RunOptions,
): Promise<number> {
  const interruption = new Interruption(shell.stderr);
  const statuses: number[] = [];
  try {
    for (const [position, run] of runs.entries()) {
      if (interruption.status !== undefined) break;
      const folder = folders[position] ?? '';
      const label = labelOf(run, position, runs.length);
      const job = { ...run, folder, label, kinds, options, signal: interruption.signal };
      statuses.push(await runOne(shell, job).catch((error) => tell(shell, error)));
    }
    return interruption.status ?? gravest(statuses);
  } finally {
    interruption.release();
  }
}

/** A matrix of seeds has runs that differ in nothing else. */
function refuseTwoSeeds(runs: readonly FileRun[], { seed }: RunOptions): void {
  const ofMatrix = runs.find(({ loaded }) => Object.hasOwn(loaded.matrix, 'seed'));
  if (seed === undefined || ofMatrix === undefined) return;
  throw new Problem(
    `--seed ${seed} and the matrix of ${ofMatrix.file} both choose the seed; leave one of them out, or write --set seed=${seed}`,
  );
}

function placeOf({ loaded }: FileRun): PlaceOf {
  return { name: loaded.scenario.name, seed: loaded.scenario.seed, host: HOST, matrix: loaded.matrix };
}

/** `[2/6] slow-primary models.heavy.replicas=3` */
function labelOf({ loaded }: FileRun, position: number, count: number): string {
  const place = count > 1 ? `[${position + 1}/${count}] ` : '';
  return `${place}${loaded.scenario.name} ${matrixLabel(loaded.matrix)}`.trimEnd();
}
