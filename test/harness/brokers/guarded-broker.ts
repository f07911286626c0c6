/**
 * A broker as users have them, with a listener for each way in: without anything, with a password, with TLS, with both,
 * and with a certificate of the client's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type AclEntry, Kafka, logLevel } from 'kafkajs';
import { freePorts } from '../../../harness/brokers/free-ports.ts';
import type { Properties } from '../../../harness/brokers/server-properties.ts';
import { until } from '../until.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { startSingleBroker } from './single-broker.ts';

/** Name of a listener → what is spoken there; OTHERHOST has a certificate for another host. */
const PROTOCOLS = {
  LOGIN: 'SASL_PLAINTEXT',
  SCRAM: 'SASL_SSL',
  TLS: 'SSL',
  OTHERHOST: 'SSL',
  MUTUAL: 'SSL',
} as const;
type Guarded = keyof typeof PROTOCOLS;
type Operation = 'read' | 'write' | 'create' | 'delete';
/** OPEN lets everybody do everything. */
export type Entrance = 'OPEN' | Guarded;

export interface GuardedBroker {
  readonly at: Readonly<Record<Entrance, string>>;
  readonly certificates: Certificates;
  /** Gives alice a right: on this name, or on all that begin with it. */
  allow(
    what: 'topic' | 'group',
    name: string,
    operation: Operation,
    how?: 'literal' | 'prefixed',
  ): Promise<void>;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

export const ALICE = { username: 'alice', password: 'the-secret-of-alice' } as const;

export async function startGuardedBroker(): Promise<GuardedBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'rendezvous-certificates-'));
  try {
    const certificates = await makeCertificates(folder);
    const guarded = await guardedAddresses();
    const broker = await startSingleBroker({
      listeners: Object.entries(guarded).map(([name, address]) => `${name}://${address}`),
      properties: { ...listenerProperties(certificates), ...RIGHTS },
      format: SCRAM_MECHANISMS.flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${ALICE.username},password=${ALICE.password}]`,
      ]),
    });
    return {
      at: { OPEN: broker.address, ...guarded },
      certificates,
      allow: (what, name, operation, how = 'literal') => allow(broker.address, what, name, operation, how),
      isAlive: () => broker.isAlive(),
      close: async () => {
        await broker.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function guardedAddresses(): Promise<Readonly<Record<Guarded, string>>> {
  const ports = await freePorts(5);
  const [LOGIN = '', SCRAM = '', TLS = '', OTHERHOST = '', MUTUAL = ''] = ports.map(
    (port) => `127.0.0.1:${port}`,
  );
  return { LOGIN, SCRAM, TLS, OTHERHOST, MUTUAL };
}

const SCRAM_MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const MODULES = 'org.apache.kafka.common.security';

const RIGHTS: Properties = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
  'allow.everyone.if.no.acl.found': false,
};

function listenerProperties({ broker, forAnotherHost, authorityFile }: Certificates): Properties {
  const protocols = Object.entries(PROTOCOLS).map(([name, protocol]) => `${name}:${protocol}`);
  return {
    'listener.security.protocol.map': ['PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT', ...protocols].join(','),
    'listener.name.login.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.login.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required user_${ALICE.username}="${ALICE.password}";`,
    'listener.name.scram.sasl.enabled.mechanisms': SCRAM_MECHANISMS.join(','),
    'listener.name.scram.scram-sha-256.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
    'listener.name.scram.scram-sha-512.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
    ...keyOf('scram', broker),
    ...keyOf('tls', broker),
    ...keyOf('otherhost', forAnotherHost),
    ...keyOf('mutual', broker),
    'listener.name.mutual.ssl.truststore.type': 'PEM',
    'listener.name.mutual.ssl.truststore.location': authorityFile,
    'listener.name.mutual.ssl.client.auth': 'required',
  };
}

function keyOf(listener: string, file: string): Properties {
  return {
    [`listener.name.${listener}.ssl.keystore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.keystore.location`]: file,
  };
}

async function allow(
  open: string,
  what: 'topic' | 'group',
  name: string,
  operation: Operation,
  how: 'literal' | 'prefixed',
): Promise<void> {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
  const operations = {
    read: AclOperationTypes.READ,
    write: AclOperationTypes.WRITE,
    create: AclOperationTypes.CREATE,
    delete: AclOperationTypes.DELETE,
  };
  const patterns = { literal: ResourcePatternTypes.LITERAL, prefixed: ResourcePatternTypes.PREFIXED };
  const right: AclEntry = {
    resourceType: what === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: patterns[how],
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
