/** A page depends on nothing but its result: not on the process, the version of Node, the time zone or the language. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { renderHtml } from '../../reports/html.ts';
import { sampleResult } from './sample-result.ts';

/** Other versions of Node, by the paths that RENDEZVOUS_NODES lists. */
const NODES = [process.execPath, ...(process.env.RENDEZVOUS_NODES ?? '').split(',').filter(Boolean)];

test.each(NODES)(
  'the same result gives the same bytes in another process of %s, time zone and language',
  async (node) => {
    const script = fileURLToPath(new URL('print-html.ts', import.meta.url));
    const env = {
      ...process.env,
      TZ: 'Pacific/Kiritimati',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'de_DE.UTF-8',
      NODE_OPTIONS: '',
    };
    const { stdout } = await promisify(execFile)(node, [script], { env, maxBuffer: 8_000_000 });
    expect(stdout === (await renderHtml(sampleResult()))).toBe(true);
  },
);
