/**
 * A fetcher of kafkajs 2.2.4 that is made in the moment in which its consumer is stopped goes on for ever: it asks for
 * records, gets none at once because the consumer does not run, and asks again, without ever letting the event loop go
 * on. The whole process stands still then. Here such a fetcher rests between its questions.
 *
 * Like `idle-timers.ts` this reaches into kafkajs: where a later version moves its runner, the import fails and the
 * first live test with it.
 */
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

interface Runner {
  readonly running: boolean;
}

interface RunnerClass {
  readonly prototype: { fetch(this: Runner, nodeId: string): Promise<readonly unknown[]> };
}

const REST_MS = 250;

const Runner: RunnerClass = createRequire(import.meta.url)('kafkajs/src/consumer/runner');
const fetch = Runner.prototype.fetch;
let isCured = false;

export function withRestingFetchers(): void {
  if (isCured) return;
  isCured = true;
  Runner.prototype.fetch = async function fetchOrRest(nodeId): Promise<readonly unknown[]> {
    // Nobody waits for it, so that it must not keep the process alive.
    if (!this.running) await pause(REST_MS, undefined, { ref: false });
    return fetch.call(this, nodeId);
  };
}
