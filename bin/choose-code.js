/**
 * Sources or built files? The published package holds only the latter, because Node strips no types below
 * node_modules. A checkout runs the built files as long as no source is newer: they start without stripping types, and
 * run some 7 % faster, because a field of a class that only has a type is set to undefined first when types are merely
 * stripped, after which V8 no longer knows what kind of value the field holds.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const source = new URL('cli/main.ts', root);
const built = new URL('dist/cli/main.js', root);

/** The module to run. */
export function chosenCode() {
  if (!existsSync(source)) return built;
  return existsSync(built) && sourceFiles().every((file) => isOlder(file, built)) ? built : source;
}

/** What the build reads. */
function sourceFiles() {
  const { include } = JSON.parse(readFileSync(new URL('tsconfig.build.json', root), 'utf8'));
  return include.flatMap((place) => {
    if (place.endsWith('.ts')) return [new URL(place, root)];
    const below = readdirSync(new URL(place, root), { recursive: true });
    return below
      .filter((name) => /\.ts$|^local-delays\.json$/.test(name))
      .map((name) => new URL(`${place}/${name}`, root));
  });
}

function isOlder(file, other) {
  return statSync(file).mtimeMs < statSync(other).mtimeMs;
}
