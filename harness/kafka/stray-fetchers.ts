/**
 * kafkajs 2.2.4 makes its fetchers anew when the brokers of a cluster change. A consumer that is stopped in that moment
 * stops the old ones, and the new ones go on for ever: each asks for records, gets none at once because the consumer
 * does not run, and asks again, without ever letting the event loop go on. The whole process stands still then. Here the
 * first question of such a fetcher fails, which ends it, and lets the consumer leave its group as it would have.
 *
 * Like `idle-timers.ts` this reaches into kafkajs: where a later version moves its runner, the import fails and the
 * first live test with it.
 */
import { createRequire } from 'node:module';

interface Runner {
  readonly running: boolean;
}

interface RunnerClass {
  readonly prototype: { fetch(this: Runner, nodeId: string): Promise<readonly unknown[]> };
}

const Runner: RunnerClass = createRequire(import.meta.url)('kafkajs/src/consumer/runner');
const fetch = Runner.prototype.fetch;
let isCured = false;

export function withoutStrayFetchers(): void {
  if (isCured) return;
  isCured = true;
  Runner.prototype.fetch = async function fetchWhileRunning(nodeId): Promise<readonly unknown[]> {
    if (!this.running) throw new Error('the consumer was stopped');
    return fetch.call(this, nodeId);
  };
}
