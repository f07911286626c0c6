/**
 * One broker of a test's own making: configured as all that we start, but for what the test adds. It stands for a broker
 * of the user's, or for one that something is wrong with.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf } from '../../../harness/brokers/cluster.ts';
import { freePorts } from '../../../harness/brokers/free-ports.ts';
import { preparedCommand } from '../../../harness/brokers/jvm.ts';
import { formatStorage, type JvmCommand } from '../../../harness/brokers/jvm-command.ts';
import { JvmNode } from '../../../harness/brokers/jvm-node.ts';
import { Lair } from '../../../harness/brokers/lair.ts';
import { clusterReady } from '../../../harness/brokers/readiness.ts';
import {
  localProperties,
  newClusterId,
  type Properties,
  propertiesText,
} from '../../../harness/brokers/server-properties.ts';

export interface Making {
  /** More properties; they win over the common ones. */
  readonly properties?: Properties;
  /** Listeners beside the one that everybody may use: `NAME://127.0.0.1:PORT`. */
  readonly listeners?: readonly string[];
  /** More words for the formatting of its storage, such as `--add-scram`. */
  readonly format?: readonly string[];
  /** No file may grow beyond this: for the broker it is a full disk. */
  readonly fileLimitKb?: number;
}

export interface SingleBroker {
  /** Everybody may do everything here. */
  readonly address: string;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

const READY_MS = 60_000;

export async function startSingleBroker(making: Making): Promise<SingleBroker> {
  const { command } = await preparedCommand({ env: process.env, say: () => undefined });
  const lair = new Lair(undefined);
  try {
    const node = await prepared(making, command, lair);
    await node.restart();
    await clusterReady([node], READY_MS, () => node.whyDead());
    return {
      address: addressOf(node),
      isAlive: async () => (await node.state()) === 'running',
      close: () => lair.clear(),
    };
  } catch (error) {
    await lair.clear();
    throw error;
  }
}

async function prepared(making: Making, command: JvmCommand, lair: Lair): Promise<JvmNode> {
  const folder = lair.nodeFolder(1);
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const local = { id: 1, clientPort: port, controllerPort };
  const common = localProperties(local, [local], join(folder, 'data'));
  const properties = join(folder, 'server.properties');
  writeFileSync(
    properties,
    propertiesText({ ...common, ...listening(common, making), ...making.properties }),
  );
  await formatStorage(command, {
    properties,
    clusterId: newClusterId(),
    warden: lair.warden,
    words: making.format ?? [],
  });
  const limited = { ...command, java: limitedJava(command.java, folder, making.fileLimitKb) };
  const plan = { id: 1, port, properties, logFile: join(folder, 'broker.log') };
  return lair.house(new JvmNode(limited, plan, lair));
}

function listening(common: Properties, { listeners = [] }: Making): Properties {
  return {
    listeners: [common.listeners, ...listeners].join(','),
    'advertised.listeners': [common['advertised.listeners'], ...listeners].join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
  };
}

/** A program that calls this Java with a limit on the size of its files. */
function limitedJava(java: string, folder: string, limitKb: number | undefined): string {
  if (limitKb === undefined) return java;
  const script = join(folder, 'limited-java');
  const blocksOf512 = 2 * limitKb;
  writeFileSync(script, `#!/bin/sh\nulimit -f ${blocksOf512}\nexec "${java}" "$@"\n`, { mode: 0o755 });
  return script;
}
