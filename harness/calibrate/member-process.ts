/** A member of a group in a process of its own, so that it can be killed while it owns something. */
import process from 'node:process';
import { Connection, type ConnectionSettings } from '../kafka/connection.ts';
import { Reader, type ReaderSettings } from '../kafka/reader.ts';

export interface MemberOrder {
  readonly connection: Pick<ConnectionSettings, 'brokers' | 'clientId'>;
  readonly reading: ReaderSettings;
}

process.once('disconnect', () => process.exit());
process.once('message', ({ connection, reading }: MemberOrder) => {
  new Reader(new Connection(connection), reading, {
    onRecord: () => {},
    onAssigned: (partitions) => process.send?.(partitions),
    onRevoked: () => {},
    onEnded: () => process.exit(1),
  });
});
