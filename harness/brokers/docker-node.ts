/**
 * One broker in a container. Faults go through the engine, and its data lie in the container, so that they outlive a kill
 * and a start but not the cluster.
 */
import type { BrokerNode, NodeState } from './cluster.ts';
import { type ContainerPlan, type EngineContainer, startContainer } from './docker-engine.ts';
import { viewOf } from './probe.ts';
import { waitUntil } from './waiting.ts';

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
  readonly #container: EngineContainer;
  #cutOff: readonly string[] = [];

  private constructor(plan: NodePlan, container: EngineContainer) {
    this.id = plan.id;
    this.host = plan.host;
    this.port = plan.published.host;
    this.#container = container;
  }

  static async start(plan: NodePlan): Promise<ContainerNode> {
    return new ContainerNode(plan, await startContainer(plan));
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  async kill(): Promise<void> {
    if ((await this.state()) === 'dead') return;
    await this.#container.kill();
    await this.#reach('dead');
  }

  async restart(): Promise<void> {
    const now = await this.state();
    if (now !== 'dead') throw new Error(`broker ${this.id} is ${now}: it can be started when it is dead`);
    await this.#container.start();
    // The engine's own proxy takes connections long before the broker does: ask it something.
    await waitUntil(async () => {
      if ((await this.state()) === 'dead')
        throw new Error(`the container of broker ${this.id} has ended again`);
      return (await answers(this.address)) ? undefined : `broker ${this.id} does not answer`;
    }, STARTING_MS);
  }

  async pause(): Promise<void> {
    await this.#container.pause();
    await this.#reach('paused');
  }

  async resume(): Promise<void> {
    await this.#container.unpause();
    await this.#reach('running');
  }

  state(): Promise<NodeState> {
    return this.#container.state();
  }

  readonly network = {
    cut: async (): Promise<void> => {
      if (this.#cutOff.length === 0) this.#cutOff = await this.#container.disconnect();
    },
    mend: async (): Promise<void> => {
      await this.#container.connect(this.#cutOff);
      this.#cutOff = [];
    },
  };

  async #reach(state: NodeState): Promise<void> {
    await waitUntil(async () => {
      const now = await this.state();
      return now === state ? undefined : `broker ${this.id} is ${now}, not ${state}`;
    }, STATE_MS);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await viewOf(address, {}, ANSWERING_MS);
    return true;
  } catch {
    return false;
  }
}
