/** A CA of our own, and certificates that it has signed, as PEM; made with openssl, good for one test run. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export interface Certificates {
  readonly authority: string;
  /** Files with key, certificate and CA in one, as a broker reads them. */
  readonly ours: string;
  readonly forAnotherHost: string;
  readonly caFile: string;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  const openssl = (...words: string[]) => run('openssl', words, { cwd: folder });
  await openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test',
  );
  const signed = async (name: string, host: string): Promise<string> => {
    await openssl('req', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await writeFile(join(folder, `${name}.ext`), `subjectAltName=${host}\nextendedKeyUsage=serverAuth\n`);
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    const files = ['-in', `${name}.csr`, '-extfile', `${name}.ext`, '-out', `${name}.crt`];
    await openssl('x509', '-req', ...ca, ...files, '-days', '2');
    const parts = [`${name}.key`, `${name}.crt`, 'ca.pem'].map((file) =>
      readFile(join(folder, file), 'utf8'),
    );
    const path = join(folder, `${name}.pem`);
    await writeFile(path, (await Promise.all(parts)).join(''));
    return path;
  };
  const caFile = join(folder, 'ca.pem');
  return {
    authority: await readFile(caFile, 'utf8'),
    ours: await signed('ours', 'DNS:localhost,IP:127.0.0.1'),
    forAnotherHost: await signed('other', 'DNS:other.example'),
    caFile,
  };
}
