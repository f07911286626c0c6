/**
 * One broker in a container. Faults go through the engine, and its data lie in the container, so that they outlive a kill
 * and a start but not the cluster.
 */
import { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { brokersSeenAt } from '../kafka/look.ts';
import { waitUntil } from '../waiting.ts';
import { addressOf, type BrokerNode, type NodeState } from './cluster.ts';
import { type ContainerPlan, type EngineContainer, startContainer } from './docker-engine.ts';

const STARTING_MS = 120_000;
const ANSWERING_MS = 2_000;
const STATE_MS = 15_000;

export interface NodePlan extends ContainerPlan {
  readonly id: number;
  readonly host: string;
}

export class ContainerNode implements BrokerNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  private readonly container: EngineContainer;
  private cutOff: readonly string[] = [];

  private constructor(plan: NodePlan, container: EngineContainer) {
    this.id = plan.id;
    this.host = plan.host;
    this.port = plan.published.host;
    this.container = container;
  }

  static async start(plan: NodePlan): Promise<ContainerNode> {
    return new ContainerNode(plan, await startContainer(plan));
  }

  async kill(): Promise<void> {
    if ((await this.state()) === 'dead') return;
    await this.container.kill();
    await this.reach('dead');
  }

  async restart(): Promise<void> {
    const now = await this.state();
    if (now !== 'dead') throw new Error(`broker ${this.id} is ${now}: it can be started when it is dead`);
    await this.container.start();
    // The engine's own proxy takes connections long before the broker does: ask it something.
    await waitUntil(async () => {
      if ((await this.state()) === 'dead')
        throw new Error(`the container of broker ${this.id} has ended again`);
      return (await isAnswering(this)) ? undefined : `broker ${this.id} does not answer`;
    }, STARTING_MS);
  }

  async pause(): Promise<void> {
    await this.container.pause();
    await this.reach('paused');
  }

  async resume(): Promise<void> {
    await this.container.unpause();
    await this.reach('running');
  }

  state(): Promise<NodeState> {
    return this.container.state();
  }

  readonly network = {
    cut: async (): Promise<void> => {
      if (this.cutOff.length === 0) this.cutOff = await this.container.disconnect();
    },
    mend: async (): Promise<void> => {
      await this.container.connect(this.cutOff);
      this.cutOff = [];
    },
  };

  private async reach(state: NodeState): Promise<void> {
    await waitUntil(async () => {
      const now = await this.state();
      return now === state ? undefined : `broker ${this.id} is ${now}, not ${state}`;
    }, STATE_MS);
  }
}

async function isAnswering(node: BrokerNode): Promise<boolean> {
  const address = addressOf(node);
  try {
    await brokersSeenAt(
      new Connection({ brokers: [address], clientId: 'rendezvous' }),
      address,
      ANSWERING_MS,
    );
    return true;
  } catch (error) {
    if (error instanceof KafkaProblem) return false;
    throw error;
  }
}
