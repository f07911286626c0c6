/**
 * `rendezvous compare`: two results side by side, in the terminal, and as a page or Markdown where --out says so.
 *
 * The exit status says whether they could be compared, not how they differ: which difference matters is a matter of
 * objectives, and those have been judged where each run was made.
 */
import { basename, dirname, extname } from 'node:path';
import { type Comparison, compareResults } from '../measure/comparison/comparison.ts';
import type { RunResult } from '../measure/result.ts';
import type { Pair } from '../reports/comparison/wording.ts';
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import { prepareFolder, readResult, resultPath, writeWhole } from './result-file.ts';
import type { Shell } from './shell.ts';

export interface CompareOptions {
  readonly out?: string;
  readonly json?: boolean;
}

export async function compare(
  shell: Shell,
  words: readonly [string, string],
  options: CompareOptions,
): Promise<number> {
  const render = options.out === undefined ? undefined : rendererFor(options.out);
  const [firstPath, secondPath] = await Promise.all([resultPath(words[0]), resultPath(words[1])]);
  const [first, second] = [await readResult(firstPath), await readResult(secondPath)];
  const pair: Pair = { first, second, names: namesOf([firstPath, secondPath], [first, second]) };
  const comparison = compareResults(first, second);
  if (options.json) shell.stdout.write(`${JSON.stringify(comparisonJson(pair, comparison))}\n`);
  else {
    const { renderComparisonText } = await import('../reports/comparison/terminal.ts');
    shell.stdout.write(renderComparisonText(pair, comparison));
  }
  if (options.out === undefined || render === undefined) return EXIT.pass;
  await prepareFolder(dirname(options.out));
  await writeWhole(options.out, await render(pair, comparison));
  if (!options.json) shell.stdout.write(`\nWritten to ${options.out}\n`);
  return EXIT.pass;
}

type Render = (pair: Pair, comparison: Comparison) => Promise<string>;

const RENDERERS: Readonly<Record<string, Render>> = {
  '.html': async (pair, comparison) =>
    (await import('../reports/comparison/html.ts')).renderComparisonHtml(pair, comparison),
  '.md': async (pair, comparison) =>
    (await import('../reports/comparison/markdown.ts')).renderComparisonMarkdown(pair, comparison),
  '.json': async (pair, comparison) => {
    const { resultJson } = await import('./result-json.ts');
    return resultJson(comparisonJson(pair, comparison));
  },
};

/** By the ending of the file, before anything is read. */
function rendererFor(path: string): Render {
  const render = RENDERERS[extname(path).toLowerCase()];
  if (render === undefined)
    throw new Problem(`--out ${path} has no ending that says what to write; there are .html, .md and .json`);
  return render;
}

/** Hosts where these differ, else folders, else A and B: what tells the two apart. */
export function namesOf(
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

/** The comparison as data; names and places are published like those of a result. */
export function comparisonJson({ first, second, names }: Pair, comparison: Comparison) {
  const identity = ({ scenario, host, seed, replications, verdict, traceHash }: RunResult, name: string) => ({
    name,
    scenario: { name: scenario.name, sha256: scenario.sha256, matrix: scenario.matrix },
    host,
    seed,
    replications,
    verdict,
    traceHash,
  });
  return {
    format: 'rendezvous-comparison/1',
    first: identity(first, names[0]),
    second: identity(second, names[1]),
    ...comparison,
  };
}
