/**
 * Builds what is published, from nothing: JavaScript and declarations into dist/, and the scenario language's JSON
 * Schema beside them.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';

const root = new URL('../', import.meta.url);

function run(words: readonly string[], stdout: 'inherit' | number = 'inherit'): void {
  execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', stdout, 'inherit'] });
}

rmSync(new URL('dist', root), { recursive: true, force: true });
run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
const schema = openSync(new URL('dist/scenario.schema.json', root), 'w');
run(['bin/rendezvous.js', 'schema'], schema);
closeSync(schema);
