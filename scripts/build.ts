/**
 * Builds what is published, from nothing: JavaScript and declarations into dist/, and the scenario language's JSON
 * Schema beside them.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const run = (...words: string[]) => execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });

rmSync(new URL('dist', root), { recursive: true, force: true });
process.stdout.write(run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'));
writeFileSync(new URL('dist/scenario.schema.json', root), run('bin/rendezvous.js', 'schema'));
