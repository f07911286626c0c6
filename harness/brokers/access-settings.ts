/**
 * How a user says how clients get into a cluster: TLS, and a name with a password. Settings name files and environment
 * variables; what is secret comes only from these, and is a `Secret` from there on, so that no result, report or log can
 * show it. A command line has no place for it at all, because everybody on the machine can read that.
 *
 * A setting goes before its environment variable. Nothing is connected to here.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LiveAccess, LiveLogin, LiveTls } from '../../scenarios/scenario.ts';
import { type Access, SASL_MECHANISMS, type Sasl, type SaslMechanism, type Tls } from '../kafka/access.ts';
import { Secret } from '../kafka/secret.ts';
import type { Environment } from './cluster.ts';
import { BrokerSettingsError } from './settings-error.ts';

/** As a user writes it: no secret has a place here, only where it is found. */
export type AccessSettings = LiveAccess;

const ACCESS_VARIABLES = {
  tls: 'RENDEZVOUS_TLS',
  authority: 'RENDEZVOUS_TLS_CA_FILE',
  certificate: 'RENDEZVOUS_TLS_CERT_FILE',
  key: 'RENDEZVOUS_TLS_KEY_FILE',
  mechanism: 'RENDEZVOUS_SASL_MECHANISM',
  username: 'RENDEZVOUS_SASL_USERNAME',
  password: 'RENDEZVOUS_SASL_PASSWORD',
  passwordFile: 'RENDEZVOUS_SASL_PASSWORD_FILE',
} as const;

/** Paths in `settings` are relative to `folder`, those of the environment to the working directory. */
export function readAccess(settings: AccessSettings, env: Environment, folder = '.'): Access {
  const tls = readTls(settings.tls, env, folder);
  const sasl = readSasl(settings.sasl, env, folder);
  return { ...(tls && { tls }), ...(sasl && { sasl }) };
}

/** The same environment without what is here about getting in: for whoever is to reach brokers that let everybody in. */
export function withoutAccess(env: Environment): Environment {
  const names: readonly string[] = Object.values(ACCESS_VARIABLES);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

const YES = ['1', 'true', 'yes', 'on'];
const NO = ['', '0', 'false', 'no', 'off'];

function readTls(written: boolean | LiveTls | undefined, env: Environment, folder: string): Tls | undefined {
  if (written === false) return undefined;
  const files = typeof written === 'object' ? written : {};
  const authority = fileOf('authority', files, env, folder);
  const certificate = fileOf('certificate', files, env, folder);
  const key = fileOf('key', files, env, folder);
  if ((certificate === undefined) !== (key === undefined)) {
    throw new BrokerSettingsError('a client certificate and its key belong together, but only one is given');
  }
  const asked = written !== undefined || asksForTls(env);
  if (!asked && authority === undefined && certificate === undefined) return undefined;
  return {
    ...(authority !== undefined && { authority }),
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key: new Secret(key) }),
  };
}

function asksForTls(env: Environment): boolean {
  const word = (env[ACCESS_VARIABLES.tls] ?? '').toLowerCase();
  if (YES.includes(word)) return true;
  if (NO.includes(word)) return false;
  throw new BrokerSettingsError(`${ACCESS_VARIABLES.tls} must be 1 or 0, but is ${word}`);
}

/** The content of a PEM file that the settings or else the environment name. */
function fileOf(part: keyof LiveTls, files: LiveTls, env: Environment, folder: string): string | undefined {
  const written = files[part];
  const path = written === undefined ? env[ACCESS_VARIABLES[part]] : resolve(folder, written);
  return path ? contentOf(path, `the TLS ${part}`) : undefined;
}

function readSasl(written: LiveLogin | undefined, env: Environment, folder: string): Sasl | undefined {
  const mechanism = written?.mechanism ?? env[ACCESS_VARIABLES.mechanism];
  const username = written?.username ?? env[ACCESS_VARIABLES.username];
  const password = readPassword(written?.password, env, folder);
  if (!mechanism && !username && password === undefined) return undefined;
  if (!mechanism || !username || password === undefined) {
    const lacking = [!mechanism && 'mechanism', !username && 'username', !password && 'password'];
    throw new BrokerSettingsError(
      `SASL needs mechanism, username and password; missing: ${lacking.filter(Boolean).join(', ')} ` +
        `(${ACCESS_VARIABLES.mechanism}, ${ACCESS_VARIABLES.username}, and ` +
        `${ACCESS_VARIABLES.password} or ${ACCESS_VARIABLES.passwordFile})`,
    );
  }
  return { mechanism: mechanismCalled(mechanism), username, password };
}

function mechanismCalled(word: string): SaslMechanism {
  const known = SASL_MECHANISMS.find((mechanism) => mechanism === word.toLowerCase());
  if (known !== undefined) return known;
  throw new BrokerSettingsError(`the SASL mechanism must be ${SASL_MECHANISMS.join(', ')}, but is ${word}`);
}

function readPassword(written: LiveLogin['password'], env: Environment, folder: string): Secret | undefined {
  if (written?.env !== undefined) {
    const value = env[written.env];
    if (value) return new Secret(value);
    throw new BrokerSettingsError(
      `the SASL password is to come from the environment variable ${written.env}, which is not set`,
    );
  }
  if (written?.file !== undefined) return passwordIn(resolve(folder, written.file));
  const value = env[ACCESS_VARIABLES.password];
  if (value) return new Secret(value);
  const path = env[ACCESS_VARIABLES.passwordFile];
  return path ? passwordIn(path) : undefined;
}

/** Editors end a file with a line break, which is no part of the password. */
function passwordIn(path: string): Secret {
  return new Secret(contentOf(path, 'the SASL password').replace(/\r?\n$/, ''));
}

function contentOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BrokerSettingsError(`cannot read ${what} from ${path}: ${reason}`);
  }
}
