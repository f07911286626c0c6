/** A broker that we started as the victim of faults. */
import type { BrokerNode, Cluster } from '../brokers/cluster.ts';
import type { Plight } from './hold.ts';
import type { Victim } from './victim.ts';

const LOOK_MS = 1;

export class BrokerVictim implements Victim {
  readonly name: string;
  private readonly node: BrokerNode;
  private readonly cluster: Cluster;

  constructor(node: BrokerNode, cluster: Cluster) {
    this.node = node;
    this.cluster = cluster;
    this.name = `broker ${node.id}`;
  }

  async bring({ isDead, isStopped }: Plight): Promise<void> {
    const state = await this.node.state();
    if (isDead) {
      if (state !== 'dead') await this.node.kill();
      return;
    }
    if (state === 'dead') await this.node.restart();
    if (isStopped && state !== 'paused') await this.node.pause();
    if (!isStopped && state === 'paused') await this.node.resume();
  }

  /** Faults of brokers are no faults of wires. */
  async heldBack(): Promise<number> {
    return 0;
  }

  async lack(): Promise<string | undefined> {
    const state = await this.node.state();
    if (state !== 'running') return `${this.name} is ${state}`;
    try {
      await this.cluster.whenReady(LOOK_MS);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
