/**
 * How clients get into a cluster: TLS, and a name with a password. Ready for use, so that nothing is read here: where the
 * contents come from is known to whoever asks the user (`harness/brokers/access-settings.ts`).
 */
import type { Secret } from './secret.ts';

export interface Access {
  readonly tls?: Tls;
  readonly sasl?: Sasl;
}

export interface Tls {
  /** PEM of the authority that signed the brokers' certificates; without it those that Node trusts. */
  readonly authority?: string;
  /** PEM of the client's own certificate and key, for brokers that ask for one. */
  readonly certificate?: string;
  readonly key?: Secret;
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

export interface Sasl {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: Secret;
}

/** `SASL/SCRAM-SHA-512 over TLS`, for the record; undefined where nothing is asked. */
export function describeAccess({ tls, sasl }: Access): string | undefined {
  const login = sasl && `SASL/${sasl.mechanism.toUpperCase()}`;
  if (login !== undefined) return tls ? `${login} over TLS` : login;
  if (tls === undefined) return undefined;
  return tls.key ? 'TLS with a client certificate' : 'TLS';
}
