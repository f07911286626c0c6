/**
 * Tests against real brokers: skipped aloud, with the reason, where there can be none, and failed where
 * RENDEZVOUS_REQUIRE names `jvm`, so that nobody believes that they ran.
 */
import process from 'node:process';
import { describe, test } from 'vitest';
import { whyNoBroker } from './broker.ts';

const lack = await whyNoBroker();
const isRequired = (process.env.RENDEZVOUS_REQUIRE ?? '').split(/[\s,]+/).includes('jvm');

export function onRealBrokers(title: string, body: () => void): void {
  if (lack === undefined) {
    describe(title, body);
    return;
  }
  const reason = `${title}: needs a Kafka broker on this machine, but ${lack}`;
  test(reason, (context) => {
    if (isRequired) throw new Error(`${reason}, and RENDEZVOUS_REQUIRE names jvm`);
    context.skip(reason);
  });
}
