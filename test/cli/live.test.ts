/** Which brokers a live run asks for, when the command and the scenario both have something to say about it. */
import { describe, expect, test } from 'vitest';
import { wishOf } from '../../cli/live.ts';
import type { RunOptions } from '../../cli/run-options.ts';
import { loadText } from '../../scenarios/load.ts';
import { HOLDS, tinyScenario } from './tiny-scenarios.ts';

const OPTIONS: RunOptions = { on: 'kafka', replications: 1, set: [], report: 'none', format: 'text' };

async function wish(live: string, options: Partial<RunOptions> = {}) {
  const { runs, diagnostics } = await loadText(tinyScenario(HOLDS, live), '/scenarios/tiny.yaml');
  const [loaded] = runs;
  if (loaded === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return wishOf({ ...OPTIONS, ...options }, { file: '/scenarios/tiny.yaml', matrixIndex: 0, loaded });
}

describe('the brokers of a live run', () => {
  test('are whichever can be had where nobody says anything', async () => {
    expect(await wish('')).toEqual({ folder: '/scenarios' });
  });

  test('are those of the scenario, with its way in, and files from its own folder', async () => {
    const live = 'live: { brokers: [a:1, "[::1]:2"], access: { tls: { authority: ca.pem } } }';
    expect(await wish(live)).toEqual({
      brokers: 'a:1,[::1]:2',
      access: { tls: { authority: 'ca.pem' } },
      folder: '/scenarios',
    });
  });

  test('are those of the command where it names some or says how', async () => {
    const live = 'live: { brokers: [a:1] }';
    expect(await wish(live, { brokers: 'b:2' })).toMatchObject({ brokers: 'b:2' });
    expect(await wish(live, { brokerProvider: 'jvm' })).toEqual({ provider: 'jvm', folder: '/scenarios' });
    expect(await wish('live: { provider: docker }', { brokerProvider: 'jvm' })).toMatchObject({
      provider: 'jvm',
    });
    expect(await wish('live: { provider: docker }', { brokers: 'b:2' })).toEqual({
      brokers: 'b:2',
      folder: '/scenarios',
    });
  });
});

describe('the live section', () => {
  test.each([
    ['brokers: [localhost]', 'live.brokers.0 is "localhost", but must be HOST:PORT'],
    ['provider: podman', 'live.provider is "podman", but must be `external`, `docker`, `jvm`'],
    ['access: { sasl: { password: { value: x } } }', 'live.access.sasl.password.value is not a key'],
    ['access: { sasl: { password: hunter2 } }', 'live.access.sasl.password'],
    ['access: { sasl: { password: { env: A, file: b } } }', 'names 2 kinds'],
  ])('refuses %s', async (live, says) => {
    const { diagnostics } = await loadText(tinyScenario(HOLDS, `live: { ${live} }`), 'tiny.yaml');
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(says);
  });
});
