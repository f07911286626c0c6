/** A reader's port that remembers all it is told; the test says when a record is done. */
import type { KafkaProblem } from '../../../harness/kafka/kafka-problem.ts';
import type { StoredRecord } from '../../../harness/kafka/message.ts';
import type { ReaderPort } from '../../../harness/kafka/reader.ts';

export class Listener implements ReaderPort {
  readonly records: StoredRecord[] = [];
  readonly assigned: (readonly number[])[] = [];
  readonly revoked: string[] = [];
  /** `partition@offset` of each commit that the broker has. */
  readonly committed: string[] = [];
  ended: KafkaProblem | undefined;
  /** Called after a record was remembered. */
  onEach: (record: StoredRecord) => void = () => {};
  /** Called in the moment of a revocation. */
  onLetGo: () => void = () => {};

  onRecord(record: StoredRecord): void {
    this.records.push(record);
    this.onEach(record);
  }

  onAssigned(partitions: readonly number[]): void {
    this.assigned.push(partitions);
  }

  onRevoked(_partitions: readonly number[], why: string): void {
    this.revoked.push(why);
    this.onLetGo();
  }

  onCommitted(_topic: string, partition: number, offset: number): void {
    this.committed.push(`${partition}@${offset}`);
  }

  onEnded(problem: KafkaProblem): void {
    this.ended = problem;
  }

  /** Whether it has these partitions now, and no others. How often it joined until then is the group's business. */
  owns(...partitions: readonly number[]): boolean {
    return this.revoked.length < this.assigned.length && this.assigned.at(-1)?.join() === partitions.join();
  }

  offsets(partition = 0): readonly number[] {
    return this.records.filter((record) => record.partition === partition).map(({ offset }) => offset);
  }
}
