/**
 * kafkajs 2.2.4 arms a timer after every response, also when no request waits, with a negative time: Node fires it after
 * 1 ms and warns once (`TimeoutNegativeWarning`). Here the timer is armed only where something waits or is throttled.
 *
 * This reaches into kafkajs. Where a later version moves its queue, the import fails and the first live test with it.
 */
import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}

interface QueueClass {
  readonly prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
}

const Queue: QueueClass = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
const schedule = Queue.prototype.scheduleCheckPendingRequests;
let isCured = false;

export function withoutIdleTimers(): void {
  if (isCured) return;
  isCured = true;
  Queue.prototype.scheduleCheckPendingRequests = function scheduleWhereNeeded(): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
