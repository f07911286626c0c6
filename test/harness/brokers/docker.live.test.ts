/** Real brokers in containers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dockerCluster } from '../../../harness/brokers/docker.ts';
import { removeCluster } from '../../../harness/brokers/docker-engine.ts';
import { removeLeftovers } from '../../../harness/leftovers/removal.ts';
import { everThere, promisesOf } from './cluster-promises.ts';
import { describeOn } from './providers.ts';

/** Of all that a ledger ever named, what is there now; it is removed as well. */
async function remains(ledgerFile: string): Promise<readonly string[]> {
  const left = await Promise.all(everThere(ledgerFile).map(({ name }) => removeCluster(String(name))));
  return left.filter((what) => what !== undefined);
}

const order = { env: process.env, say: () => undefined };

await describeOn('docker', 'brokers in containers', () => promisesOf(dockerCluster, remains));

await describeOn('docker', 'brokers in containers, beyond what others can', () => {
  test('one of three is cut off from clients and from the others, and comes back by itself when mended', async () => {
    const cluster = await dockerCluster({ ...order, nodes: 3 });
    try {
      const [, , victim] = cluster.nodes;
      await victim?.network?.cut();
      expect(await victim?.state()).toBe('running');
      await expect(cluster.whenReady(3_000)).rejects.toThrow(/after 3 s still/);
      await victim?.network?.mend();
      await cluster.whenReady(60_000);
    } finally {
      await cluster.close();
    }
  });

  test('whose owner could not close them are found in the ledger and removed', async () => {
    const place = mkdtempSync(join(tmpdir(), 'rendezvous-orphans-'));
    const ledgerFile = join(place, 'ledger');
    try {
      await dockerCluster({ ...order, nodes: 1, ledgerFile });
      expect((await removeLeftovers(ledgerFile)).removed).toEqual([
        expect.stringMatching(/^containers \(1\) and networks \(1\) of rendezvous-kafka-/),
      ]);
      expect(await remains(ledgerFile)).toEqual([]);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

  test('of an image that is nowhere are refused in a sentence', async () => {
    const env = { ...process.env, RENDEZVOUS_KAFKA_IMAGE: 'localhost:9/no-such/kafka:0' };
    await expect(dockerCluster({ ...order, env, nodes: 1 })).rejects.toThrow(
      /the image localhost:9\/no-such\/kafka:0 is not there and cannot be pulled .* RENDEZVOUS_KAFKA_IMAGE/s,
    );
  });
});
