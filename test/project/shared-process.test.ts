/**
 * Tests share processes, so none may change what the others see: the environment, the folder, the globals, the modules
 * loaded. Here their texts are looked at; whether the order of files matters shows `--sequence.shuffle.files`.
 */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, importsOf, sourcesIn, withoutCommentsAndTexts } from './sources.ts';

const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'changes the process': /\bprocess\s*\.\s*(?:chdir|umask|on|once|exit|exitCode|env\b\S*\s*=(?!=)|env\s*=)/,
  'changes a global': /\bglobalThis\b|\bprototype\s*(?:\.\s*\w+|\[[^\]]*\])\s*=(?!=)/,
  'mocks or stubs': /\bvi\s*\./,
  'sets the chances of all tests': /\bconfigureGlobal\b/,
};

function offences(file: string, code: string): readonly string[] {
  return Object.entries(FORBIDDEN)
    .filter(([, pattern]) => pattern.test(code))
    .map(([what]) => `${file} ${what}`);
}

/** Tests that share processes, and what they load of test/; what runs in a process of its own may do there as it likes. */
function sharing(): readonly string[] {
  const all = sourcesIn('test');
  const found = new Set(all.filter((file) => /(?<!\.(?:slow|live))\.test\.ts$/.test(file)));
  for (const file of found) {
    for (const { from } of importsOf(file)) {
      const path = posix.join(posix.dirname(file), from);
      if (all.includes(path)) found.add(path);
    }
  }
  return [...found];
}

describe('a test', () => {
  test('leaves its process as it found it', () => {
    const files = sharing();
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap((file) => offences(file, codeOf(file)))).toEqual([]);
  });

  test.each([
    ['process.env.TZ = zone;', 'changes the process'],
    ["process.env['TZ'] = zone;", 'changes the process'],
    ['process.chdir(folder);', 'changes the process'],
    ['process.on(signal, f);', 'changes the process'],
    ['globalThis.fetch = f;', 'changes a global'],
    ['Array.prototype.at = f;', 'changes a global'],
    ['vi.mock(path);', 'mocks or stubs'],
    ['fc.configureGlobal({ seed: 1 });', 'sets the chances of all tests'],
  ])('would be noticed where it says %s', (code, what) => {
    expect(offences('x.test.ts', withoutCommentsAndTexts(code))).toEqual([`x.test.ts ${what}`]);
  });

  test('may read the environment', () => {
    expect(
      offences('x.test.ts', 'const zone = process.env.TZ ?? other; if (process.env.A === b) f();'),
    ).toEqual([]);
  });
});
