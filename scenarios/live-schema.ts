/**
 * How a user writes `live`: where runs on real Kafka get their brokers, and how they get in. It has no place for a secret:
 * a password is named by the environment variable or the file that holds it.
 */
import { z } from 'zod';
import { file } from './distribution-schema.ts';
import { flag, leaf, text } from './leaf.ts';
import { bad, good, show } from './quantity.ts';
import { either, kinds, section } from './shape.ts';

const ADDRESS = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/;

const address = leaf<string, string>({ type: 'string', pattern: ADDRESS.source }, '', (value) =>
  typeof value === 'string' && ADDRESS.test(value)
    ? good(value)
    : bad('wrong-choice', `is ${show(value)}, but must be HOST:PORT`, 'write localhost:9092'),
);

const tls = either(
  flag(),
  section('PEM files of TLS.', {
    authority: file('Of the authority that signed the brokers’ certificates.').optional(),
    certificate: file('Your own certificate, where brokers ask for one.').optional(),
    key: file('Its key.').optional(),
  }),
);

const password = kinds('Where the password is.', {
  env: text().optional().describe('The environment variable that holds it.'),
  file: file('The file that holds it, relative to the scenario.').optional(),
});

const access = section('How clients get into your brokers.', {
  tls: tls.optional().describe('`true`, or the files that it takes.'),
  sasl: section('A login.', {
    mechanism: z
      .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
      .optional()
      .describe('How the password is shown.'),
    username: text().optional().describe('The name.'),
    password: password.optional().describe('Where the password is; never the password itself.'),
  }).optional(),
});

export const live = section('Runs on real Kafka: where they get their brokers.', {
  brokers: z
    .array(address)
    .min(1)
    .optional()
    .describe('Your own brokers, as HOST:PORT; `--brokers` overrides.'),
  provider: z
    .enum(['external', 'docker', 'jvm'])
    .optional()
    .describe(
      'How brokers are had: your own, containers, local Java processes; `--broker-provider` overrides.',
    ),
  access: access.optional(),
});
