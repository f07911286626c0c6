/**
 * Where a role gets its records from: a reader in the role's group, whose assignments are observed, and whose place in the
 * group can be given up and taken again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicUs } from '../clock.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { Reader, type ReaderSettings } from '../kafka/reader.ts';
import { OBSERVED } from '../observations/observation.ts';
import type { Backstage } from './backstage.ts';

export interface InletPort {
  onRecord(record: StoredRecord): void;
  /** What was in hand comes again, to this process or to another. */
  onRevoked(partitions: readonly number[]): void;
  onAssigned?(partitions: readonly number[]): void;
}

const NO_REQUEST = -1;
const LOOK_EVERY_MS = 20;

export class Inlet {
  private readonly backstage: Backstage;
  private readonly settings: ReaderSettings;
  private readonly port: InletPort;
  private reader: Reader | undefined;
  private assigned: readonly number[] | undefined;
  /** The first that is read: commits are observed where requests stand. */
  private readonly requestsTopic: string | undefined;

  constructor(backstage: Backstage, settings: ReaderSettings, port: InletPort) {
    this.backstage = backstage;
    this.settings = settings;
    this.port = port;
    [this.requestsTopic] = settings.topics;
  }

  get inHand(): number {
    return this.reader?.inHand ?? 0;
  }

  /** Resolves when the group has formed with this member in it. */
  async join(): Promise<void> {
    this.open();
    while (this.assigned === undefined) await pause(LOOK_EVERY_MS);
  }

  done(record: Pick<StoredRecord, 'topic' | 'partition' | 'offset'>): void {
    this.reader?.done(record.topic, record.partition, record.offset);
  }

  commit(): Promise<boolean> {
    return this.reader?.commit() ?? Promise.resolve(false);
  }

  rejoin(): void {
    this.reader?.rejoin();
  }

  async close(withinMs: number): Promise<void> {
    await this.reader?.commit();
    await this.reader?.close(withinMs);
    this.reader = undefined;
  }

  private open(): void {
    const { backstage, port } = this;
    this.reader = new Reader(backstage.connection, this.settings, {
      onRecord: (record) => port.onRecord(record),
      onAssigned: (partitions) => {
        this.assigned = partitions;
        backstage.notePartitions(OBSERVED.assigned, partitions);
        port.onAssigned?.(partitions);
      },
      onRevoked: () => this.lose(),
      onCommitted: (topic, partition, offset) => {
        if (topic === this.requestsTopic)
          backstage.noteAbsolute(OBSERVED.committed, NO_REQUEST, partition, offset, monotonicUs());
      },
      onEnded: (problem) => backstage.onEnded(problem),
    });
  }

  private lose(): void {
    const partitions = this.assigned ?? [];
    this.backstage.notePartitions(OBSERVED.revoked, partitions);
    this.port.onRevoked(partitions);
    this.assigned = [];
  }
}
