/** The version in package.json, found from the sources and from dist/ alike. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

export function packageVersion(): string {
  const file = findPackageJSON('..', import.meta.url);
  const description: unknown = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  if (typeof description === 'object' && description !== null && 'version' in description) {
    return String(description.version);
  }
  throw new Error(`package.json has no version, looked for from ${import.meta.url}`);
}
