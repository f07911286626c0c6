/** How a user says how to get in, and that nothing shows what is secret. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAccess } from '../../../harness/brokers/access-settings.ts';
import { type Access, describeAccess } from '../../../harness/kafka/access.ts';

const PASSWORD = 'correct horse battery staple';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rendezvous-access-'));
  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
  for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), `-- ${name} --`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shown = (access: Access) =>
  `${JSON.stringify(access)} ${inspect(access, { depth: 9 })} ${access.sasl?.password}`;

describe('access to brokers', () => {
  test('is open where nothing is said', () => {
    expect(readAccess({}, {})).toEqual({});
    expect(describeAccess({})).toBeUndefined();
  });

  test('comes from the environment alone, when the command line names the brokers', () => {
    const access = readAccess(
      {},
      {
        RENDEZVOUS_TLS: '1',
        RENDEZVOUS_SASL_MECHANISM: 'SCRAM-SHA-512',
        RENDEZVOUS_SASL_USERNAME: 'alice',
        RENDEZVOUS_SASL_PASSWORD: PASSWORD,
      },
    );
    expect(access).toMatchObject({ tls: {}, sasl: { mechanism: 'scram-sha-512', username: 'alice' } });
    expect(access.sasl?.password.reveal()).toBe(PASSWORD);
    expect(describeAccess(access)).toBe('SASL/SCRAM-SHA-512 over TLS');
  });

  test('comes from settings before the environment, its files relative to them, a password without its line end', () => {
    const access = readAccess(
      {
        tls: { authority: 'ca.pem', certificate: 'cert.pem', key: 'key.pem' },
        sasl: { mechanism: 'plain', username: 'bob', password: { file: 'password' } },
      },
      { RENDEZVOUS_SASL_USERNAME: 'alice', RENDEZVOUS_SASL_PASSWORD: 'another' },
      folder,
    );
    expect(access.tls).toMatchObject({ authority: '-- ca --', certificate: '-- cert --' });
    expect(access.tls?.key?.reveal()).toBe('-- key --');
    expect(access.sasl?.username).toBe('bob');
    expect(access.sasl?.password.reveal()).toBe(PASSWORD);
  });

  test('shows its password and key to nobody who prints, joins or serialises it', () => {
    const access = readAccess(
      { tls: { certificate: 'cert.pem', key: 'key.pem' }, sasl: { mechanism: 'plain', username: 'bob' } },
      { RENDEZVOUS_SASL_PASSWORD: PASSWORD },
      folder,
    );
    expect(shown(access)).not.toContain(PASSWORD);
    expect(shown(access)).not.toContain('-- key --');
    expect(shown(access)).toContain('(secret)');
  });

  test.each([
    [{ RENDEZVOUS_TLS: 'maybe' }, 'RENDEZVOUS_TLS must be 1 or 0, but is maybe'],
    [{ RENDEZVOUS_SASL_USERNAME: 'alice' }, 'missing: mechanism, password'],
    [
      { RENDEZVOUS_SASL_MECHANISM: 'gssapi', RENDEZVOUS_SASL_USERNAME: 'a', RENDEZVOUS_SASL_PASSWORD: 'b' },
      'the SASL mechanism must be plain, scram-sha-256, scram-sha-512, but is gssapi',
    ],
    [
      { RENDEZVOUS_SASL_PASSWORD_FILE: '/nowhere/at-all' },
      'cannot read the SASL password from /nowhere/at-all: ENOENT',
    ],
    [
      { RENDEZVOUS_TLS_CA_FILE: '/nowhere/ca.pem' },
      'cannot read the TLS authority from /nowhere/ca.pem: ENOENT',
    ],
  ])('that cannot be meant is refused: %j', (env, complaint) => {
    expect(() => readAccess({}, env)).toThrow(complaint);
  });

  test('with half a client certificate, or a variable that is not set, is refused', () => {
    expect(() => readAccess({ tls: { key: 'key.pem' } }, {}, folder)).toThrow('belong together');
    expect(() => readAccess({ sasl: { password: { env: 'NOT_SET' } } }, {})).toThrow(
      'NOT_SET, which is not set',
    );
  });
});
