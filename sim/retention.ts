/**
 * Retention: what a group has not read when it becomes too old is gone for that group.
 *
 * Kafka deletes by age whatever was read; a consumer that comes back to a deleted offset goes on at the oldest one
 * there is, in silence. So a decoy that is down longer than the retention loses exactly what aged out meanwhile.
 */
import type { Consumers } from './consumers.ts';
import type { StreamLog } from './stream-log.ts';

/** How often the log looks for what is too old. */
export const RETENTION_CHECK_US = 1_000_000;

/** Calls `lost` for each record that a group can no longer read, after moving its position past it. */
export function expire(
  log: StreamLog,
  consumers: Consumers,
  retentionUs: number,
  nowUs: number,
  lost: (group: number, record: number) => void,
): void {
  const limitUs = nowUs - retentionUs;
  for (let partition = 0; partition < log.partitions; partition++) {
    const oldest = log.base[partition] ?? 0;
    if (oldest === log.end[partition] || (log.appendedUs[log.recordAt(partition, oldest)] ?? 0) >= limitUs)
      continue;
    for (let group = 0; group < log.groups; group++) {
      // What flows has been read up to the end.
      if (consumers.isFlowing(group * log.partitions + partition)) continue;
      expireFor(log, group, partition, limitUs, lost);
    }
  }
}

function expireFor(
  log: StreamLog,
  group: number,
  partition: number,
  limitUs: number,
  lost: (group: number, record: number) => void,
): void {
  const at = group * log.partitions + partition;
  for (let offset = log.position[at] ?? 0; offset < (log.readable[at] ?? 0); offset++) {
    const record = log.recordAt(partition, offset);
    if ((log.appendedUs[record] ?? 0) >= limitUs) return;
    log.position[at] = offset + 1;
    lost(group, record);
  }
}
