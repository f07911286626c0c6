/** What somebody else has on a broker that a run is a guest at: a topic with records, and a group with its commits. */
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { Connection } from '../../../harness/kafka/connection.ts';
import { scan } from '../../../harness/kafka/scan.ts';
import { makeTopic } from '../made-topic.ts';

const TOPIC = 'precious';
const GROUP = 'their-group';
const RECORDS = 50;

export class ForeignTopic {
  private readonly address: string;
  private readonly admin: Admin;

  private constructor(address: string, admin: Admin) {
    this.address = address;
    this.admin = admin;
  }

  static async at(address: string): Promise<ForeignTopic> {
    const kafka = new Kafka({ clientId: 'somebody', brokers: [address], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await makeTopic(admin, { topic: TOPIC, numPartitions: 2 });
    const producer = kafka.producer();
    await producer.connect();
    const messages = Array.from({ length: RECORDS }, (_, n) => ({
      key: `k${n}`,
      value: `v${n}`,
      partition: n % 2,
    }));
    await producer.send({ topic: TOPIC, messages });
    await producer.disconnect();
    const topics = [
      {
        topic: TOPIC,
        partitions: [
          { partition: 0, offset: '7' },
          { partition: 1, offset: '9' },
        ],
      },
    ];
    await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions: topics[0]?.partitions ?? [] });
    return new ForeignTopic(address, admin);
  }

  /** Records with all that is in them, settings, commits, and who is in the group. */
  async everything(): Promise<unknown> {
    const records: unknown[] = [];
    const ends = [0, 1].map(() => ({ first: 0, end: RECORDS / 2 }));
    const connection = new Connection({ brokers: [this.address], clientId: 'somebody' });
    await scan(connection, TOPIC, ends, (record) => records.push(record));
    return {
      records,
      ends: await this.admin.fetchTopicOffsets(TOPIC),
      commits: await this.admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC] }),
      groups: (await this.admin.describeGroups([GROUP])).groups,
      settings: await this.admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name: TOPIC }],
      }),
    };
  }

  /** Topics and groups that are neither theirs nor Kafka's own. */
  async others(): Promise<readonly string[]> {
    const topics = (await this.admin.listTopics()).filter((name) => name !== TOPIC && !name.startsWith('__'));
    const { groups } = await this.admin.listGroups();
    return [...topics, ...groups.map(({ groupId }) => groupId).filter((name) => name !== GROUP)];
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }
}
