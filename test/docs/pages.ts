/**
 * The documentation as its reader meets it: pages with fenced blocks.
 *
 * The convention, also for contributors: a block with `file=NAME` after its language is a file of that name in the
 * reader's folder. Each line of a `sh` block is a command; `# status 1` at its end says that this exit status is meant
 * (0 is). `npx rendezvous` and `npm run -s rendezvous --` are this checkout's command. Other YAML is a scenario when it has
 * a `version`, a part of one when its keys are sections, and an excerpt otherwise.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project/sources.ts';

export interface Block {
  readonly language: string;
  /** The file that it is; undefined where it is none. */
  readonly file: string | undefined;
  readonly text: string;
  readonly line: number;
}

export interface Command {
  readonly words: string;
  readonly status: number;
}

export const PAGES: readonly string[] = globSync('docs/**/*.md', { cwd: ROOT }).sort();

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

export function blocksOf(page: string): readonly Block[] {
  const text = textOf(page);
  return [...text.matchAll(/^```(\w+)(?: file=(\S+))?\n(.*?)^```$/gms)].map((found) => {
    const [, language = '', file, content = ''] = found;
    return { language, file, text: content, line: text.slice(0, found.index).split('\n').length };
  });
}

export function commandsOf(block: Block): readonly Command[] {
  if (block.language !== 'sh') return [];
  return block.text.split('\n').flatMap((line) => {
    const [, status = '0'] = /# status (\d+)$/.exec(line) ?? [];
    const words = line.replace(/\s+#.*$/, '').trim();
    return words === '' ? [] : [{ words, status: Number(status) }];
  });
}

/** The arguments of this project's command; undefined for any other command. */
export function argumentsOf(words: string): string | undefined {
  const [, given] = /^(?:npx rendezvous|npm run -s rendezvous --)(?=\s|$)(.*)$/.exec(words) ?? [];
  return given;
}

/** Targets of a page's links to other files of the project, without their anchors. */
export function linksOf(page: string): readonly string[] {
  const prose = textOf(page).replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^\w+:/.test(target));
}
