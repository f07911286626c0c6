/** The conformance suite on real processes and a real broker, through the very command that users call. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { addressOf, type Cluster } from '../../harness/brokers/cluster.ts';
import { jvmCluster } from '../../harness/brokers/jvm.ts';
import type { RunResult } from '../../measure/result.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { finished } from '../project/running.ts';
import { ROOT } from '../project/sources.ts';
import { conformance } from './conformance.ts';

await describeOn('jvm', 'conformance', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await jvmCluster({ nodes: 1, env: process.env, say: () => undefined });
  });
  afterAll(() => cluster?.close());

  conformance({
    name: 'Kafka',
    async run(file) {
      const out = mkdtempSync(join(tmpdir(), 'rendezvous-conformance-'));
      try {
        const brokers = cluster.nodes.map(addressOf).join(',');
        const words = ['run', file, '--on', 'kafka', '--brokers', brokers, '--out', out, '--report', 'none'];
        const program = join(ROOT, 'bin/rendezvous.js');
        const { stderr } = await finished(process.execPath, [program, ...words, '--quiet'], { cwd: out });
        return resultIn(out, stderr);
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    },
  });
});

function resultIn(folder: string, complaint: string): RunResult {
  try {
    return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  } catch {
    throw new Error(`the run left no result: ${complaint}`);
  }
}
