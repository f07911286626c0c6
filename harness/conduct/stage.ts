/**
 * Where a run takes place: a cluster, a connection to it, and the run's topics, all created and ready before anybody
 * starts. When the run is over, brokers of ours end with all that is on them; on brokers of the user's nothing of the run's
 * prefix stays.
 */
import { resolve } from 'node:path';
import type { Scenario } from '../../scenarios/scenario.ts';
import { withoutAccess } from '../brokers/access-settings.ts';
import { type BrokerWish, chooseCluster } from '../brokers/choose.ts';
import type { Cluster, Environment } from '../brokers/cluster.ts';
import { brokersNeeded } from '../faults/refusals.ts';
import { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { Topics } from '../kafka/topics.ts';
import type { NotedTopics } from '../leftovers/leftovers.ts';
import { removeTopics } from '../leftovers/removal.ts';
import { CONTROL, OBSERVATIONS } from '../remote/words.ts';
import { groupOf, INPUT, topicsOf } from '../roles/streams.ts';
import { missingAfter } from '../waiting.ts';
import type { RunPlace } from './run-place.ts';

export interface StageOrder {
  readonly scenario: Scenario;
  /** Some roles are played on other machines. */
  readonly isSpread: boolean;
  readonly wish: BrokerWish;
  readonly place: RunPlace;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

const TOPICS_READY_MS = 30_000;
/** On new brokers the first question makes the topic of commits. */
const GROUP_MS = 10_000;

export class Stage {
  readonly cluster: Cluster;
  readonly connection: Connection;
  readonly topics: Topics;
  /** What a process gets that is to reach these brokers. */
  readonly env: Environment;
  private readonly order: StageOrder;

  private constructor(order: StageOrder, cluster: Cluster, connection: Connection, topics: Topics) {
    this.order = order;
    this.cluster = cluster;
    this.connection = connection;
    this.topics = topics;
    this.env = isForeign(cluster) ? order.env : withoutAccess(order.env);
  }

  /** Undefined where the run was interrupted meanwhile; rejects where no brokers can be had or no topics made. */
  static async set(order: StageOrder): Promise<Stage | undefined> {
    const cluster = await clusterFor(order);
    if (cluster === undefined) return undefined;
    const { scenario, place } = order;
    try {
      const { bootstrap: brokers, access } = cluster;
      const connection = new Connection({ brokers, clientId: `${place.prefix}.conductor`, access });
      const topics = await Topics.open(connection, place.prefix);
      const stage = new Stage(order, cluster, connection, topics);
      await stage.makeTopics(scenario);
      return stage;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** How roles get in, without any secret. */
  get access(): { readonly settings: NonNullable<BrokerWish['access']>; readonly folder: string } {
    const { wish } = this.order;
    const settings = isForeign(this.cluster) ? (wish.access ?? {}) : {};
    return { settings, folder: resolve(wish.folder ?? '.') };
  }

  async clear(): Promise<void> {
    try {
      await this.topics.close();
      if (isForeign(this.cluster)) await this.removeTopics();
    } finally {
      await this.cluster.close();
    }
  }

  private async makeTopics(scenario: Scenario): Promise<void> {
    const { partitions, replication } = scenario.streams;
    const streams = topicsOf(scenario).map((name) => ({ name, partitions, replication }));
    const words = [CONTROL, OBSERVATIONS].map((name) => ({ name, partitions: 1, replication }));
    const plans = this.order.isSpread ? [...streams, ...words] : streams;
    if (isForeign(this.cluster)) this.order.place.leftovers.there(this.noted());
    try {
      await this.topics.create(plans, TOPICS_READY_MS);
      if (isForeign(this.cluster)) await this.tryGroup();
    } catch (error) {
      await this.clear();
      throw error;
    }
  }

  /**
   * Whether groups of the run may be read. Each role would find out by itself, but only gives up when a group that cannot
   * form at the moment has had its time.
   */
  private async tryGroup(): Promise<void> {
    let problem: KafkaProblem | undefined;
    await missingAfter(async () => {
      problem = await this.groupProblem();
      return problem?.message;
    }, GROUP_MS);
    if (problem !== undefined) throw problem;
  }

  private async groupProblem(): Promise<KafkaProblem | undefined> {
    try {
      await this.topics.commits(groupOf(this.order.place.prefix, 'frontend'), INPUT);
      return undefined;
    } catch (error) {
      if (error instanceof KafkaProblem) return error;
      throw error;
    }
  }

  /** What cannot be deleted now stays on the list, and is said. */
  private async removeTopics(): Promise<void> {
    const { place, env, say } = this.order;
    const noted = this.noted();
    try {
      await removeTopics(noted, env);
      place.leftovers.gone(noted);
    } catch (error) {
      place.isLittered = true;
      say(`${error instanceof Error ? error.message : error}; \`rendezvous heal\` tries again`);
    }
  }

  private noted(): NotedTopics {
    const { settings, folder } = this.access;
    const { bootstrap: brokers } = this.cluster;
    return { kind: 'topics', prefix: this.order.place.prefix, brokers, access: settings, folder };
  }
}

function isForeign({ provider }: Cluster): boolean {
  return provider === 'external';
}

async function clusterFor(order: StageOrder): Promise<Cluster | undefined> {
  const { scenario, wish, place, env, signal, say } = order;
  const nodes = brokersNeeded(scenario);
  try {
    const cluster = await chooseCluster(wish, { nodes, ledgerFile: place.notesFile, env, say, signal });
    if (!signal.aborted) return cluster;
    await cluster.close();
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
