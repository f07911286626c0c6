/** `rendezvous doctor` on this machine as it is: it asks Java, Maven and the container engine themselves. */
import { expect, test } from 'vitest';
import { rendezvous } from './recording-shell.ts';

test('doctor finds what the simulator needs, and says of every way to brokers whether it is there or how to get it', async () => {
  const { status, stdout } = await rendezvous('doctor');
  expect(status).toBe(0);
  expect(stdout).toContain(`ok       Node    ${process.versions.node}`);
  for (const what of ['memory', 'cores']) expect(stdout).toContain(`ok       ${what}`);
  expect(stdout).toContain('absent   yours   none are named; `rendezvous doctor --brokers HOST:PORT,…` asks');
  expect(stdout).toMatch(/^(?:ok|fetch) +Docker +engine |^absent +Docker .*\. (?:Start Docker|Install)/m);
  expect(stdout).toMatch(/^(?:ok|fetch) +JVM +Java \S+|^absent +JVM .*\. Install (?:Java|Maven)/m);
  expect(stdout).toMatch(/^(?:Brokers can be had: (?:Docker|JVM)|No brokers can be had: one of the three)/m);
});
