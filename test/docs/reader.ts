/** The folder of somebody who follows a page: the library, the page's files, and the package to import from. */
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../project/sources.ts';
import { blocksOf } from './pages.ts';

/** Makes the folder; the caller removes it. */
export function readersFolder(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rendezvous-docs-'));
  cpSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
  for (const { file, text } of blocksOf(page))
    if (file !== undefined) writeFileSync(join(folder, file), text);
  installPackage(folder);
  return folder;
}

/** As `npm install` would, but from the sources. */
function installPackage(folder: string): void {
  const installed = join(folder, 'package');
  mkdirSync(installed);
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ type: 'module', exports: './index.ts' }));
  writeFileSync(
    join(installed, 'index.ts'),
    `export * from '${pathToFileURL(join(ROOT, 'index.ts')).href}';\n`,
  );
  symlinkSync(installed, join(folder, 'node_modules', 'rendezvous-testbed'));
}
