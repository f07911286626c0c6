/**
 * Sources or built files? In the published package there are only the latter. In a checkout the built files are used
 * as long as nothing was changed since they were made: they start faster and run up to a quarter faster, because the
 * compiler leaves out what erasing types must keep (each field of a class is set to undefined first, so that V8 no
 * longer knows what kind of value it holds).
 */
import { existsSync, readdirSync, statSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const source = new URL('cli/main.ts', root);
const built = new URL('dist/cli/main.js', root);
/** What the build reads; see tsconfig.build.json. */
const FOLDERS = ['scenarios', 'workload', 'rendezvous', 'sim', 'measure', 'reports', 'cli'];

/** The module to run. */
export function chosenCode() {
  if (!existsSync(source)) return built;
  return existsSync(built) && isNewest(statSync(built).mtimeMs) ? built : source;
}

function isNewest(builtAtMs) {
  return FOLDERS.every((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true }).every(
      (entry) =>
        !entry.name.endsWith('.ts') || statSync(`${entry.parentPath}/${entry.name}`).mtimeMs < builtAtMs,
    ),
  );
}
