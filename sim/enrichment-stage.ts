/**
 * The stage before the models: the raw input, which only enrichment reads, and enrichment itself.
 *
 * What enrichment passes on stands on the stream that the models read; what it drops no model will ever see.
 */
import type { Enrichment } from '../scenarios/scenario.ts';
import { FETCH_INPUT_BY_ENRICHMENT } from '../workload/delays.ts';
import { Consumers } from './consumers.ts';
import { EnrichmentHost, type EnrichmentParts, type EnrichmentPort } from './enrichment-host.ts';
import { EVENT } from './events.ts';
import { StreamLog } from './stream-log.ts';

/** The number of enrichment among the groups of the raw input. */
const ONLY_GROUP = 0;

export class EnrichmentStage {
  readonly log: StreamLog;
  readonly consumers: Consumers;
  readonly host: EnrichmentHost;
  private readonly parts: EnrichmentParts;

  constructor(
    parts: EnrichmentParts,
    spec: Enrichment,
    fetchedAtUs: (hop: number, process: number, partition: number, record: number, fromUs: number) => number,
    port: EnrichmentPort,
  ) {
    const { processes, table, queue, wires } = parts;
    const process = processes.first[processes.enrichmentGroup] ?? 0;
    this.parts = parts;
    this.log = new StreamLog(parts.scenario.streams.partitions, 1, 0, table.capacity, {
      recordGone: (record) => table.releaseRecord(record),
    });
    this.host = new EnrichmentHost(parts, spec, process, this.log, port);
    this.consumers = new Consumers(
      this.log,
      [{ firstProcess: process, replicas: 1 }],
      queue,
      EVENT.rawReadable,
      {
        isInstant: wires.isInstant,
        readAtUs: (_, reader, partition, record, appendedUs) =>
          fetchedAtUs(FETCH_INPUT_BY_ENRICHMENT, reader, partition, record, appendedUs),
      },
    );
    this.consumers.receivers[process] = this.host;
  }

  append(record: number, partition: number, durableUs: number, nowUs: number): void {
    this.parts.table.owe(this.parts.table.requestOf[record] ?? 0);
    this.log.append(partition, record, durableUs);
    this.consumers.onAppended(partition, record, durableUs, nowUs);
  }

  /** Retention deleted the record before enrichment read it: nobody will ever know of the request. */
  lose(record: number): void {
    const { table } = this.parts;
    const slot = table.requestOf[record] ?? 0;
    table.owe(slot);
    this.log.finish(ONLY_GROUP, record);
    if (record === slot) table.conclude(slot);
    table.release(slot);
  }
}
