/** A broker with a listener for each way in: without anything, with a password, with TLS, and with both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type AclEntry, Kafka, logLevel } from 'kafkajs';
import { type Brokers, freePorts, startBrokers } from './broker.ts';
import { makeCertificates } from './certificates.ts';
import { until } from './until.ts';

export interface GuardedBroker {
  /** Everybody may do everything here. */
  readonly open: string;
  /** SASL PLAIN without TLS. */
  readonly login: string;
  /** SCRAM-SHA-512 over TLS. */
  readonly scram: string;
  readonly tls: string;
  /** TLS with a certificate for another host. */
  readonly otherHost: string;
  /** TLS, and the client needs a certificate too. */
  readonly mutual: string;
  /** PEM of the CA that signed its certificates. */
  readonly authority: string;
  /** Gives alice a right. */
  allow(what: 'topic' | 'group', name: string, operation: 'read' | 'write'): Promise<void>;
  close(): Promise<void>;
}

export const ALICE = { username: 'alice', password: 'the-secret-of-alice' } as const;

const NAMES = ['LOGIN', 'SCRAM', 'TLS', 'OTHERHOST', 'MUTUAL'] as const;
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required';

export async function startGuardedBroker(): Promise<GuardedBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'rendezvous-certificates-'));
  const certificates = await makeCertificates(folder);
  const ports = await freePorts(NAMES.length);
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const [login = '', scram = '', tls = '', otherHost = '', mutual = ''] = addresses;
  const key = (name: string, file: string) => [
    `listener.name.${name}.ssl.keystore.type=PEM`,
    `listener.name.${name}.ssl.keystore.location=${file}`,
  ];
  const brokers: Brokers = await startBrokers({
    nodes: 1,
    listeners: NAMES.map((name, at) => `${name}://${addresses[at]}`),
    format: ['--add-scram', `SCRAM-SHA-512=[name=${ALICE.username},password=${ALICE.password}]`],
    lines: [
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT,SCRAM:SASL_SSL,TLS:SSL,OTHERHOST:SSL,MUTUAL:SSL',
      'inter.broker.listener.name=PLAINTEXT',
      'listener.name.login.sasl.enabled.mechanisms=PLAIN',
      `listener.name.login.plain.sasl.jaas.config=${PLAIN} user_${ALICE.username}="${ALICE.password}";`,
      'listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-512',
      `listener.name.scram.scram-sha-512.sasl.jaas.config=${SCRAM};`,
      ...key('scram', certificates.ours),
      ...key('tls', certificates.ours),
      ...key('otherhost', certificates.forAnotherHost),
      ...key('mutual', certificates.ours),
      'listener.name.mutual.ssl.truststore.type=PEM',
      `listener.name.mutual.ssl.truststore.location=${certificates.caFile}`,
      'listener.name.mutual.ssl.client.auth=required',
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users=User:ANONYMOUS',
      'allow.everyone.if.no.acl.found=false',
    ],
  });
  const [open = ''] = brokers.bootstrap;
  return {
    ...{ open, login, scram, tls, otherHost, mutual },
    authority: certificates.authority,
    allow: (what, name, operation) => allow(open, what, name, operation),
    close: async () => {
      await brokers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function allow(
  open: string,
  what: 'topic' | 'group',
  name: string,
  operation: 'read' | 'write',
): Promise<void> {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
  const operations = { read: AclOperationTypes.READ, write: AclOperationTypes.WRITE };
  const right: AclEntry = {
    resourceType: what === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${ALICE.username}`,
    host: '*',
    operation: operations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  };
  const admin = new Kafka({ brokers: [open], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createAcls({ acl: [right] });
  // The broker has it a moment after it has promised it.
  const has = async () => (await admin.describeAcls(right)).resources.length > 0;
  await until('the right is there', has, 10_000);
  await admin.disconnect();
}
