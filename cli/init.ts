/** `rendezvous init`: a commented scenario to start from; what is there already is left alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { starterScenario } from '../scenarios/starter.ts';
import { EXIT } from './exit-status.ts';
import { makeFolder } from './make-folder.ts';
import { fileProblem } from './problem.ts';
import type { Shell } from './shell.ts';

const STARTER_NAME = 'scenario.yaml';

export async function init(shell: Shell, folder: string): Promise<number> {
  const path = join(folder, STARTER_NAME);
  try {
    await makeFolder(folder);
    await writeFile(path, starterScenario, { flag: 'wx' });
  } catch (error) {
    throw fileProblem('write', path, error);
  }
  shell.stdout.write(`${path} is written. Next: rendezvous run ${path}\n`);
  return EXIT.pass;
}
