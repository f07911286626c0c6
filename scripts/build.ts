/**
 * Builds what is published, from nothing: JavaScript and declarations into dist/, and the scenario language's JSON
 * Schema beside them. The folder is made under another name and put in place when it is whole, because other processes
 * may be running from it.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import process from 'node:process';

const root = new URL('../', import.meta.url);
const next = new URL(`dist.next-${process.pid}`, root);
const last = new URL(`dist.last-${process.pid}`, root);
const dist = new URL('dist', root);

function run(words: readonly string[], stdout: 'inherit' | number = 'inherit'): void {
  execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', stdout, 'inherit'] });
}

try {
  run([
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--outDir',
    `dist.next-${process.pid}`,
  ]);
  const schema = openSync(new URL(`${next.href}/scenario.schema.json`), 'w');
  run(['bin/rendezvous.js', 'schema'], schema);
  closeSync(schema);
  if (existsSync(dist)) renameSync(dist, last);
  renameSync(next, dist);
} finally {
  rmSync(next, { recursive: true, force: true });
  rmSync(last, { recursive: true, force: true });
}
