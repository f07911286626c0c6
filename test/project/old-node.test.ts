/**
 * A Node that is too old is told so in a sentence. It must get so far: what the command imports before is looked up when it is
 * linked, and a name that this Node lacks would end it with a stack trace first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './sources.ts';

const IMPORT = /^import \{([^}]*)\} from 'node:[\w/]+';/gm;
/** There since Node 12 at the latest. */
const OLD_NAMES = new Set([
  'existsSync',
  'readFileSync',
  'fileURLToPath',
  'readdirSync',
  'setFlagsFromString',
  'statSync',
  'join',
  'dirname',
]);

test.each(['rendezvous.js', 'check-node.js', 'choose-code.js'])(
  'bin/%s names nothing that an old Node lacks',
  (file) => {
    const names = [...readFileSync(join(ROOT, 'bin', file), 'utf8').matchAll(IMPORT)].flatMap(([, list]) =>
      (list ?? '').split(',').map((name) => name.trim()),
    );
    expect(names.filter((name) => !OLD_NAMES.has(name))).toEqual([]);
  },
);
