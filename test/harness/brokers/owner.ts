/** A process of its own that holds a broker until it is killed: `node owner.ts LEDGER`. */
import { jvmCluster } from '../../../harness/brokers/jvm.ts';

await jvmCluster({ nodes: 1, ledgerFile: process.argv[2] ?? '', env: process.env, say: () => undefined });
process.stdout.write('ready\n');
// Only a kill ends it.
setInterval(() => undefined, 60_000);
