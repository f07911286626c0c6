/** A CA of our own, and certificates that it has signed, as PEM; made with openssl, good for one test run. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const DAYS = ['-days', '2'];

/** Paths of files. */
export interface Certificates {
  readonly authorityFile: string;
  /** Key, certificate and CA in one, as a broker reads them. */
  readonly broker: string;
  readonly forAnotherHost: string;
  readonly clientFile: string;
  readonly clientKeyFile: string;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  await openssl(folder, 'req', '-x509', ...KEY, ...files('authority'), ...DAYS, '-subj', '/CN=test');
  await signed(folder, 'broker', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  await signed(folder, 'other', 'subjectAltName=DNS:other.example\nextendedKeyUsage=serverAuth\n');
  await signed(folder, 'client', 'extendedKeyUsage=clientAuth\n');
  return {
    authorityFile: join(folder, 'authority.pem'),
    broker: await inOne(folder, 'broker'),
    forAnotherHost: await inOne(folder, 'other'),
    clientFile: join(folder, 'client.pem'),
    clientKeyFile: join(folder, 'client.key'),
  };
}

const files = (name: string): readonly string[] => ['-keyout', `${name}.key`, '-out', `${name}.pem`];

async function signed(folder: string, name: string, extensions: string): Promise<void> {
  const request = ['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`];
  await openssl(folder, 'req', ...KEY, ...request);
  await writeFile(join(folder, `${name}.ext`), extensions);
  const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
  const what = ['-in', `${name}.csr`, '-extfile', `${name}.ext`, '-out', `${name}.pem`];
  await openssl(folder, 'x509', '-req', ...by, ...what, ...DAYS);
}

async function inOne(folder: string, name: string): Promise<string> {
  const parts = [`${name}.key`, `${name}.pem`, 'authority.pem'].map((file) =>
    readFile(join(folder, file), 'utf8'),
  );
  const path = join(folder, `${name}-store.pem`);
  await writeFile(path, (await Promise.all(parts)).join(''));
  return path;
}

async function openssl(folder: string, ...words: readonly string[]): Promise<void> {
  await run('openssl', words, { cwd: folder });
}
