/** A process of its own that holds a broker until it is killed, or its input ends: `node owner.ts LEDGER`. */
import { jvmCluster } from '../../../harness/brokers/jvm.ts';

await jvmCluster({ nodes: 1, ledgerFile: process.argv[2] ?? '', env: process.env, say: () => undefined });
process.stdout.write('ready\n');
process.stdin.resume().once('end', () => process.exit());
