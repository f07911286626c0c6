/**
 * Writes docs/library.md, the index of the ready scenarios, from what each says on top of its file: its comment's
 * question, or its `about` where it has no such comment. A test holds the committed file against this script.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const FOLDER = new URL('../scenarios/', import.meta.url);

function questionIn(text: string): string {
  const [, question] = /^# Question: ([\s\S]*?)\n#\n/.exec(text) ?? [];
  if (question !== undefined) return capitalised(question.replaceAll('\n# ', ' '));
  return String(parse(text).about);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function libraryDocs(): string {
  const rows = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const name = file.replace(/\.yaml$/, '');
      return `| [${name}](../scenarios/${file}) | ${questionIn(readFileSync(new URL(file, FOLDER), 'utf8'))} |`;
    });
  return `# The scenario library

*Made by \`scripts/library-docs.ts\` from the scenarios; do not edit.* Each file says on top what to look for, what the
answer is, and whether it passes or fails by design.

\`\`\`sh
npx rendezvous run scenarios/hung-model.yaml --out results/hung-model
\`\`\`

| scenario | question |
| --- | --- |
${rows.join('\n')}

\`slow-primary\` is the one to begin with ([tutorial](tutorial.md)). \`rz1\` is a reference model with known exact
answers. \`azure-code\` needs a recorded trace that is not part of the project.
`;
}

if (import.meta.main) writeFileSync(new URL('../docs/library.md', import.meta.url), libraryDocs());
