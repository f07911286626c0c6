/** kafkajs with nothing around it, on its own defaults where they do not slow it: the yardstick of bench/kafka.ts. */
import { type Consumer, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';

export class BareClient {
  private readonly producer: Producer;
  private readonly consumer: Consumer;
  private readonly topic: string;

  private constructor(producer: Producer, consumer: Consumer, topic: string) {
    this.producer = producer;
    this.consumer = consumer;
    this.topic = topic;
  }

  static async connect(
    brokers: readonly string[],
    topic: string,
    onValue: (value: Buffer) => void,
  ): Promise<BareClient> {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 });
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const joined = new Promise<void>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    });
    await consumer.run({
      autoCommitInterval: 100,
      eachMessage: async ({ message }) => {
        if (message.value !== null) onValue(message.value);
      },
    });
    await joined;
    return new BareClient(producer, consumer, topic);
  }

  async send(partition: number, value: Buffer): Promise<void> {
    await this.producer.send({ topic: this.topic, messages: [{ value, partition }] });
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
  }
}
