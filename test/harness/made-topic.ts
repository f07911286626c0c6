/**
 * A topic made as a plain client makes it, and waited for. kafkajs's own `waitForLeaders` asks once and fails where the broker
 * that it asks has not heard of the topic yet, which of three brokers happens now and then.
 */
import type { Admin, ITopicConfig } from 'kafkajs';
import { waitUntil } from '../../harness/waiting.ts';

const LED_WITHIN_MS = 20_000;

export async function makeTopic(admin: Admin, plan: ITopicConfig): Promise<void> {
  await admin.createTopics({ topics: [plan], waitForLeaders: false });
  await waitUntil(async () => {
    const leaders = await leadersOf(admin, plan.topic).catch(() => []);
    const led = leaders.filter((leader) => leader >= 0).length;
    return led === plan.numPartitions
      ? undefined
      : `${plan.topic} has leaders for ${led} of ${plan.numPartitions} partitions`;
  }, LED_WITHIN_MS);
}

export async function leadersOf(admin: Admin, topic: string): Promise<readonly number[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader));
}
