/**
 * `rendezvous compare`: two results side by side, in the terminal, and as a page or Markdown where --out says so.
 *
 * The exit status says whether they could be compared, not how they differ: which difference matters is a matter of
 * objectives, and those have been judged where each run was made.
 */
import { basename, dirname, extname } from 'node:path';
import { type Comparison, compareResults } from '../measure/comparison/comparison.ts';
import type { Pairing, RunResult } from '../measure/result.ts';
import type { Pair } from '../reports/comparison/wording.ts';
import {
  COMPARISON_KINDS,
  type ComparisonKind,
  comparisonJson,
  renderComparison,
} from './comparison-files.ts';
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import { prepareFolder, readResult, resultPath, writeWhole } from './result-file.ts';
import type { Shell } from './shell.ts';
import { readToldRequests } from './told-requests.ts';

export interface CompareOptions {
  readonly out?: string;
  readonly observations?: string;
  readonly json?: boolean;
}

export async function compare(
  shell: Shell,
  words: readonly [string, string],
  options: CompareOptions,
): Promise<number> {
  const kind = options.out === undefined ? undefined : kindOf(options.out);
  const [firstPath, secondPath] = await Promise.all([resultPath(words[0]), resultPath(words[1])]);
  const [first, second] = [await readResult(firstPath), await readResult(secondPath)];
  const comparison = compareResults(first, second);
  const names = namesOf([firstPath, secondPath], [first, second]);
  const pairing = await pairingIn(options.observations, comparison);
  const pair: Pair = { first, second, names, ...(pairing && { pairing }) };
  if (options.json) shell.stdout.write(`${JSON.stringify(comparisonJson(pair, comparison))}\n`);
  else {
    const { renderComparisonText } = await import('../reports/comparison/terminal.ts');
    shell.stdout.write(renderComparisonText(pair, comparison));
  }
  if (options.out === undefined || kind === undefined) return EXIT.pass;
  await prepareFolder(dirname(options.out));
  await writeWhole(options.out, await renderComparison(kind, pair, comparison));
  if (!options.json) shell.stdout.write(`\nWritten to ${options.out}\n`);
  return EXIT.pass;
}

/** Of runs that did not see the same requests a pair would be two strangers of one name. */
async function pairingIn(
  observations: string | undefined,
  { basis }: Comparison,
): Promise<Pairing | undefined> {
  if (observations === undefined) return undefined;
  const [first, second, ...more] = observations.split(',');
  if (first === undefined || second === undefined || more.length > 0)
    throw new Problem(`--observations ${observations} names no two files; write them as A.jsonl,B.jsonl`);
  if (basis.pairedBy === 'nothing')
    throw new Problem(`--observations cannot pair these requests, because ${basis.why}`);
  const [ours, theirs] = await Promise.all([readToldRequests(first), readToldRequests(second)]);
  return ours.beside(theirs);
}

/** By the ending of the file, before anything is read. */
function kindOf(path: string): ComparisonKind {
  const ending = extname(path).toLowerCase();
  const kind = COMPARISON_KINDS.find((each) => `.${each}` === ending);
  if (kind !== undefined) return kind;
  throw new Problem(`--out ${path} has no ending that says what to write; there are .html, .md and .json`);
}

/** Hosts where these differ, else folders, else A and B: what tells the two apart. */
function namesOf(
  paths: readonly [string, string],
  [first, second]: readonly [RunResult, RunResult],
): Pair['names'] {
  if (first.host !== second.host) return [hostName(first), hostName(second)];
  const [one, other] = [folderName(paths[0]), folderName(paths[1])];
  return one === other || one === '' || other === '' ? ['A', 'B'] : [one, other];
}

function hostName({ host }: RunResult): string {
  return host === 'sim' ? 'simulator' : 'Kafka';
}

/** A file of a name of its own is called by it. */
function folderName(path: string): string {
  const file = basename(path);
  return file === 'result.json' ? basename(dirname(path)) : basename(file, extname(file));
}
