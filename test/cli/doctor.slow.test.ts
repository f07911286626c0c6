/** `rendezvous doctor` on this machine as it is: it asks Java, Maven and the container engine themselves. */
import { expect, test } from 'vitest';
import { rendezvous, rendezvousIn } from './recording-shell.ts';

/** Where no program is to be found. */
const BARE = { PATH: '/nowhere', HOME: '/nowhere' };

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

test('doctor asks the brokers that are named, and ends with status 5 when they do not answer', async () => {
  const seen = await rendezvousIn(BARE, 'doctor', '--brokers', '127.0.0.1:1');
  expect(seen.status).toBe(5);
  for (const what of ['Node', 'memory', 'cores']) expect(seen.stdout).toContain(`ok       ${what}`);
  expect(seen.stdout).toMatch(/^absent +JVM .*\. Install Java/m);
  expect(seen.stdout).toContain(
    'missing  yours   cannot connect at 127.0.0.1:1: nobody listens there: start the broker or correct the',
  );
});
