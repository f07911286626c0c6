/** Brokers of the user's own: every way in, and what is said when it is the wrong one. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseCluster } from '../../../harness/brokers/choose.ts';
import type { Cluster, Environment } from '../../../harness/brokers/cluster.ts';
import { describeOn } from './providers.ts';
import {
  type Listener,
  PASSWORD,
  type SecuredBroker,
  startSecuredBroker,
  USERNAME,
} from './secured-broker.ts';

await describeOn('jvm', "brokers of the user's own", () => {
  let broker: SecuredBroker;

  beforeAll(async () => {
    broker = await startSecuredBroker();
  });
  afterAll(() => broker?.close());

  const login = (mechanism: string, password = PASSWORD): Environment => ({
    RENDEZVOUS_SASL_MECHANISM: mechanism,
    RENDEZVOUS_SASL_USERNAME: USERNAME,
    RENDEZVOUS_SASL_PASSWORD: password,
  });
  const trusting = (): Environment => ({ RENDEZVOUS_TLS_CA_FILE: broker.authority });
  const reach = (listener: Listener, env: Environment): Promise<Cluster> =>
    chooseCluster({ brokers: broker.addressOf(listener) }, { nodes: 1, env, say: () => undefined });

  test.each<[Listener, string, () => Environment]>([
    ['OPEN', 'nothing asked', () => ({})],
    ['TLS', 'TLS', trusting],
    ['PASSWORD', 'SASL/PLAIN', () => login('plain')],
    ['SCRAM', 'SASL/SCRAM-SHA-256 over TLS', () => ({ ...login('scram-sha-256'), ...trusting() })],
    ['SCRAM', 'SASL/SCRAM-SHA-512 over TLS', () => ({ ...login('scram-sha-512'), ...trusting() })],
  ])(
    'are reached at %s (%s), hurt by nothing, and there when the run has closed',
    async (listener, way, env) => {
      const cluster = await reach(listener, env());
      expect(cluster.facts).toEqual({
        provider: 'external',
        nodes: 1,
        ...(listener !== 'OPEN' && { security: way }),
      });
      expect(cluster.nodes).toEqual([]);
      await cluster.whenReady(10_000);
      await cluster.close();
      expect(await broker.isAlive()).toBe(true);
      expect(`${JSON.stringify(cluster)} ${inspect(cluster, { depth: 9 })}`).not.toContain(PASSWORD);
    },
  );

  test.each<[string, Listener, string, () => Environment]>([
    [
      'a wrong password',
      'PASSWORD',
      'the broker refuses the user "alice": the user name or the password is wrong',
      () => login('plain', 'guessed'),
    ],
    [
      'a wrong SCRAM password',
      'SCRAM',
      'the broker refuses the user "alice": the user name or the password is wrong',
      () => ({ ...login('scram-sha-512', 'guessed'), ...trusting() }),
    ],
    [
      'a mechanism that is not offered',
      'PASSWORD',
      'the broker does not offer this way of logging in',
      () => login('scram-sha-256'),
    ],
    [
      'no password',
      'PASSWORD',
      'this port expects TLS or a login, or not the one that was given',
      () => ({}),
    ],
    ['no authority', 'TLS', 'is signed by a CA that is not known here', () => ({ RENDEZVOUS_TLS: '1' })],
    ['no TLS', 'TLS', 'this port expects TLS or a login, or not the one that was given', () => ({})],
    ['TLS where there is none', 'OPEN', 'TLS', () => ({ RENDEZVOUS_TLS: '1' })],
  ])(
    'refuse %s, and it is said which within seconds',
    { timeout: 10_000 },
    async (_, listener, sentence, env) => {
      const refusal = await reach(listener, env()).catch((error: unknown) => error);
      expect(String(refusal)).toContain(`cannot connect at ${broker.addressOf(listener)}: `);
      expect(String(refusal)).toContain(sentence);
      expect(inspect(refusal, { depth: 9 })).not.toMatch(new RegExp(`${PASSWORD}|guessed`));
    },
  );
});
