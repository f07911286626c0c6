/** Brokers of the user's own: every way in that settings can say, and that nothing shows what is secret. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseCluster } from '../../../harness/brokers/choose.ts';
import type { Cluster, Environment } from '../../../harness/brokers/cluster.ts';
import { ALICE, type Entrance, type GuardedBroker, startGuardedBroker } from './guarded-broker.ts';
import { describeOn } from './providers.ts';

const ownBrokers = (): void => {
  let broker: GuardedBroker;

  beforeAll(async () => {
    broker = await startGuardedBroker();
  });
  afterAll(() => broker?.close());

  const login = (mechanism: string, password: string = ALICE.password): Environment => ({
    RENDEZVOUS_SASL_MECHANISM: mechanism,
    RENDEZVOUS_SASL_USERNAME: ALICE.username,
    RENDEZVOUS_SASL_PASSWORD: password,
  });
  const trusting = (): Environment => ({ RENDEZVOUS_TLS_CA_FILE: broker.certificates.authorityFile });
  const certified = (): Environment => ({
    ...trusting(),
    RENDEZVOUS_TLS_CERT_FILE: broker.certificates.clientFile,
    RENDEZVOUS_TLS_KEY_FILE: broker.certificates.clientKeyFile,
  });
  const reach = (entrance: Entrance, env: Environment): Promise<Cluster> =>
    chooseCluster({ brokers: broker.at[entrance] }, { nodes: 1, env, say: () => undefined });

  test.each<[Entrance, string, () => Environment]>([
    ['OPEN', 'nothing asked', () => ({})],
    ['TLS', 'TLS', trusting],
    ['MUTUAL', 'TLS with a client certificate', certified],
    ['LOGIN', 'SASL/PLAIN', () => login('plain')],
    ['SCRAM', 'SASL/SCRAM-SHA-256 over TLS', () => ({ ...login('scram-sha-256'), ...trusting() })],
    ['SCRAM', 'SASL/SCRAM-SHA-512 over TLS', () => ({ ...login('scram-sha-512'), ...trusting() })],
  ])(
    'are reached at %s (%s), hurt by nothing, and there when the run has closed',
    async (entrance, way, env) => {
      const cluster = await reach(entrance, env());
      expect(cluster.facts).toEqual({
        provider: 'external',
        nodes: 1,
        ...(entrance !== 'OPEN' && { security: way }),
      });
      expect(cluster.nodes).toEqual([]);
      await cluster.whenReady(10_000);
      await cluster.close();
      expect(await broker.isAlive()).toBe(true);
      const shown = `${JSON.stringify(cluster)} ${inspect(cluster, { depth: 9 })}`;
      expect(shown).not.toMatch(new RegExp(`${ALICE.password}|PRIVATE KEY`));
    },
  );

  test.each<[string, Entrance, string, () => Environment]>([
    ['a wrong password', 'LOGIN', 'the password is wrong', () => login('plain', 'guessed')],
    ['an unknown CA', 'TLS', 'a CA that is not known here', () => ({ RENDEZVOUS_TLS: '1' })],
  ])('refuse %s, and the sentence about it is passed on', async (_, entrance, sentence, env) => {
    const refusal = await reach(entrance, env()).catch((error: unknown) => error);
    expect(String(refusal)).toContain(`your brokers: cannot connect at ${broker.at[entrance]}: `);
    expect(String(refusal)).toContain(sentence);
    expect(String(refusal)).toContain('Check --brokers, and TLS and SASL');
    expect(inspect(refusal, { depth: 9 })).not.toMatch(new RegExp(`${ALICE.password}|guessed`));
  });
};

await describeOn('jvm', "brokers of the user's own", ownBrokers, ['openssl']);
