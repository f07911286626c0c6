/** What the command says before any scenario is looked at: help, version, usage, and what it does not offer. */
import { describe, expect, test } from 'vitest';
import { wantsColor } from '../../cli/shell.ts';
import { packageVersion } from '../../cli/version.ts';
import { rendezvous } from './recording-shell.ts';

describe('the command', () => {
  test('knows its version and its commands', async () => {
    expect(await rendezvous('--version')).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: '' });
    const help = await rendezvous('--help');
    expect(help.status).toBe(0);
    for (const command of [
      'run',
      'validate',
      'report',
      'compare',
      'config',
      'schema',
      'init',
      'explain',
      'doctor',
      'calibrate',
      'heal',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test.each(['sweep', 'seek'])('does not offer %s yet', async (command) => {
    expect((await rendezvous('--help')).stdout).not.toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect((await rendezvous(command)).status).toBe(2);
  });

  test('without a command shows its help on stderr, as a usage error', async () => {
    const seen = await rendezvous();
    expect(seen).toMatchObject({ status: 2, stdout: '' });
    expect(seen.stderr).toContain('Usage: rendezvous');
  });

  test.each([
    [['rum', 'x.yaml'], 'run'],
    [['run', 'x.yaml', '--sed', '3'], '--seed'],
    [['run', 'x.yaml', '--on', 'mars'], 'sim, kafka, both'],
    [['run', 'x.yaml', '--seed', '-1'], 'whole number from 0 to 9007199254740991'],
    [['run', 'x.yaml', '--seed', '1.5'], 'whole number from 0'],
    [['run', 'x.yaml', '--seed', '18446744073709551615'], 'from 0 to 9007199254740991'],
    [['run', 'x.yaml', '--replications', '0'], 'whole number from 1'],
    [['run', 'x.yaml', '--replications', '10001'], 'whole number from 1 to 10000'],
    [['run', 'package.json', '--report', 'pdf'], 'html, md, junit, csv and none'],
    [['run', 'package.json', '--report', 'none,html'], 'alone'],
    [['run', 'package.json', '--brokers', 'localhost:9092'], 'the simulator has no brokers'],
    [['run', 'package.json', '--broker-provider', 'jvm'], 'the simulator has no brokers'],
    [['run', 'package.json', '--set', 'models.heavy'], 'PATH=VALUE'],
    [['compare', 'a'], "missing required argument 'b'"],
    [['compare', 'a', 'b', '--out', 'c.pdf'], '.html, .md and .json'],
    [['run'], "missing required argument 'file'"],
    [['calibrate'], '--out <file>'],
    [
      ['calibrate', '--out', 'package.json/p.json'],
      'cannot write the profile to package.json/p.json: a part of the path is a file',
    ],
    [['calibrate', '--out', 'p.json', '--seconds', '0'], 'whole number from 1'],
    [
      ['calibrate', '--out', 'p.json', '--like', 'scenarios/live-smoke.yaml', '--rate', '5'],
      'leave out --rate',
    ],
    [['calibrate', '--out', 'p.json', '--like', 'missing.yaml'], 'missing.yaml'],
  ])('refuses %j with what would be right', async (words, right) => {
    const seen = await rendezvous(...words);
    expect(seen.status).toBe(2);
    expect(seen.stdout).toBe('');
    expect(seen.stderr).toContain(right);
    expect(seen.stderr).not.toMatch(/^\s+at /m);
  });

  test.each(['kafka', 'both'])('refuses what --on %s cannot heed, before anything runs', async (host) => {
    const refused = async (...words: string[]) => {
      const seen = await rendezvous('run', 'scenarios/slow-primary.yaml', '--on', host, ...words);
      expect(seen).toMatchObject({ status: 2, stdout: '' });
      return seen.stderr;
    };
    expect(await refused('--brokers', 'here')).toContain('here has no port, such as :9092');
    expect(await refused('--broker-provider', 'external')).toContain('needs brokers: --brokers HOST:PORT');
    expect(await refused('--brokers', 'here:1', '--broker-provider', 'jvm')).toContain('leave --brokers out');
  });

  test('says that no file matched, with status 4', async () => {
    expect(await rendezvous('run', 'no-such-*.yaml')).toMatchObject({ status: 4, stdout: '' });
    expect(await rendezvous('validate', 'no-such-file.yaml')).toMatchObject({ status: 4, stdout: '' });
  });

  test('doctor refuses brokers that cannot be asked, before it looks at anything', async () => {
    expect(await rendezvous('doctor', '--brokers', 'here')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('here has no port, such as :9092'),
    });
  });
});

describe('colour', () => {
  test('goes to terminals, unless the user says otherwise', () => {
    expect(wantsColor(true, {})).toBe(true);
    expect(wantsColor(false, {})).toBe(false);
    expect(wantsColor(true, { TERM: 'dumb' })).toBe(false);
    expect(wantsColor(true, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColor(true, { NO_COLOR: '' })).toBe(true);
    expect(wantsColor(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColor(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(wantsColor(true, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });
});
