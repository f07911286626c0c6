/**
 * A broker as users have them: with TLS, passwords and SCRAM, each at a port of its own. It is nobody's cluster but the
 * test's, which stands for the user here.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../harness/brokers/free-ports.ts';
import { findJava } from '../../../harness/brokers/java.ts';
import { jvmCommand } from '../../../harness/brokers/jvm-command.ts';
import { JvmNode } from '../../../harness/brokers/jvm-node.ts';
import { kafkaJars } from '../../../harness/brokers/kafka-jars.ts';
import { FOLDER_PREFIX, Leftovers } from '../../../harness/brokers/leftovers.ts';
import { runProgram } from '../../../harness/brokers/program.ts';
import { localProperties, propertiesText } from '../../../harness/brokers/server-properties.ts';
import { Warden } from '../../../harness/brokers/warden.ts';

export const USERNAME = 'alice';
export const PASSWORD = 'alice-has-a-secret';
const STORE_PASSWORD = 'changeit';

const LISTENERS = {
  OPEN: 'PLAINTEXT',
  TLS: 'SSL',
  PASSWORD: 'SASL_PLAINTEXT',
  SCRAM: 'SASL_SSL',
} as const;
export type Listener = keyof typeof LISTENERS;

export interface SecuredBroker {
  readonly addressOf: (listener: Listener) => string;
  /** PEM file of the certificate that vouches for the broker: its own. */
  readonly authority: string;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

export async function startSecuredBroker(): Promise<SecuredBroker> {
  const java = await findJava(process.env);
  if ('found' in java) throw new Error(java.found);
  const jars = await kafkaJars(process.env, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  const warden = new Warden(folder);
  await makeCertificate(folder);
  const ports = await portsOf();
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, propertiesText(securedProperties(folder, ports)));
  await formatWithUsers(java.program, jars, properties);
  const plan = { id: 1, port: ports.OPEN, properties, logFile: join(folder, 'broker.log') };
  const node = new JvmNode(jvmCommand(java.program, jars, process.env), plan, {
    warden,
    leftovers: new Leftovers(undefined),
  });
  await node.restart();
  return {
    addressOf: (listener) => `127.0.0.1:${ports[listener]}`,
    authority: join(folder, 'broker.pem'),
    isAlive: async () => (await node.state()) === 'running',
    close: async () => {
      await node.kill();
      await warden.dismiss();
    },
  };
}

type Ports = Readonly<Record<Listener | 'CONTROLLER', number>>;

async function portsOf(): Promise<Ports> {
  const [OPEN = 0, TLS = 0, PASSWORD_PORT = 0, SCRAM = 0, CONTROLLER = 0] = await freePorts(5);
  return { OPEN, TLS, PASSWORD: PASSWORD_PORT, SCRAM, CONTROLLER };
}

function securedProperties(folder: string, ports: Ports) {
  const nodes = [{ id: 1, clientPort: ports.OPEN, controllerPort: ports.CONTROLLER }];
  const [node] = nodes;
  if (node === undefined) throw new Error('there is no node');
  const clients = (['OPEN', 'TLS', 'PASSWORD', 'SCRAM'] as const)
    .map((name) => `${name}://127.0.0.1:${ports[name]}`)
    .join(',');
  const protocols = Object.entries(LISTENERS).map(([name, protocol]) => `${name}:${protocol}`);
  const login = 'org.apache.kafka.common.security';
  return {
    ...localProperties(node, nodes, join(folder, 'data')),
    listeners: `${clients},CONTROLLER://127.0.0.1:${ports.CONTROLLER}`,
    'advertised.listeners': clients,
    'inter.broker.listener.name': 'OPEN',
    'listener.security.protocol.map': ['CONTROLLER:PLAINTEXT', ...protocols].join(','),
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': join(folder, 'broker.p12'),
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.key.password': STORE_PASSWORD,
    'listener.name.password.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.password.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_${USERNAME}="${PASSWORD}";`,
    'listener.name.scram.sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.scram.scram-sha-256.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'listener.name.scram.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
  };
}

async function makeCertificate(folder: string): Promise<void> {
  const store = [
    '-keystore',
    join(folder, 'broker.p12'),
    '-storetype',
    'PKCS12',
    '-storepass',
    STORE_PASSWORD,
  ];
  const alias = ['-alias', 'broker', ...store];
  await keytool('-genkeypair', ...alias, '-keyalg', 'EC', '-groupname', 'secp256r1', ...CERTIFICATE);
  await keytool('-exportcert', '-rfc', ...alias, '-file', join(folder, 'broker.pem'));
}

const CERTIFICATE = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-validity', '30'];

async function keytool(...words: readonly string[]): Promise<void> {
  const program = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'keytool') : 'keytool';
  const { ended, output } = await runProgram(program, words, { timeoutMs: 30_000, env: process.env });
  if (ended !== 'well') throw new Error(`keytool: ${output}`);
}

async function formatWithUsers(java: string, jars: string, properties: string): Promise<void> {
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${USERNAME},password=${PASSWORD}]`,
  ]);
  const words = ['-cp', `${jars}/*`, 'kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg'];
  const { ended, output } = await runProgram(java, [...words, '-c', properties, ...users], {
    timeoutMs: 60_000,
    env: process.env,
  });
  if (ended !== 'well') throw new Error(`format: ${output}`);
}
