/** Passing over what stands in the log, as a consumer does that begins at its end. */
import type { StreamLog } from '../../sim/stream-log.ts';

/** @param at group × partitions + partition */
export function skipToEnd(log: StreamLog, at: number): void {
  const group = Math.floor(at / log.partitions);
  const partition = at % log.partitions;
  const end = log.readable[at] ?? 0;
  for (let offset = log.position[at] ?? 0; offset < end; offset++) {
    const record = log.recordAt(partition, offset);
    log.position[at] = offset + 1;
    log.settleArchive(group, record);
    log.finish(group, record);
  }
}
