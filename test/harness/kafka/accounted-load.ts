/**
 * A steady load into all partitions of a topic, every message numbered, and the account of it: what was told of each
 * message against what stands in the log.
 */
import type { Connection } from '../../../harness/kafka/connection.ts';
import { scan } from '../../../harness/kafka/scan.ts';
import { type Fate, Sender } from '../../../harness/kafka/sender.ts';
import type { Topics } from '../../../harness/kafka/topics.ts';
import { until } from '../until.ts';
import { nowUs } from './now-us.ts';

export interface Account {
  readonly sent: number;
  /** Messages whose fate was told never, or more than once. */
  readonly toldWrongly: readonly number[];
  /** Acknowledged, and not at the offset that was told. */
  readonly lost: readonly number[];
  /** In the log more than once. */
  readonly doubled: readonly number[];
  /** Acknowledged, and in the log before a message that was acknowledged and sent earlier. */
  readonly reordered: readonly number[];
  /** Told as failed, and in the log all the same. */
  readonly risen: readonly number[];
  readonly indeterminate: number;
  readonly failed: number;
}

export const ENDS_WITHIN_MS = 5_000;
export const FAULTLESS = { toldWrongly: [], lost: [], doubled: [], reordered: [], risen: [] };

export interface Sending {
  readonly partition: number;
  readonly fates: Fate[];
}

export class AccountedLoad {
  private readonly sendings: Sending[] = [];
  private sender: Sender<number> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly topic: string;
  private readonly partitions: number;

  constructor(topic: string, partitions: number) {
    this.topic = topic;
    this.partitions = partitions;
  }

  async start(connection: Connection, everyMs: number, patienceMs = 30_000): Promise<void> {
    const settings = { topic: this.topic, partitions: this.partitions, patienceMs, nowUs };
    this.sender = await Sender.open<number>(connection, settings, (id, fate) => {
      this.sendings[id]?.fates.push(fate);
    });
    this.timer = setInterval(() => this.sendOne(), everyMs);
  }

  /** Until every partition has acknowledged a message that was sent after this call. */
  async untilAllAcknowledge(withinMs: number): Promise<void> {
    const from = this.sendings.length;
    const served = (partition: number) =>
      this.sendings
        .slice(from)
        .some((each) => each.partition === partition && each.fates[0]?.kind === 'acknowledged');
    const all = Array.from({ length: this.partitions }, (_, partition) => partition);
    await until('every partition acknowledges again', () => all.every(served), withinMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sender?.close(30_000);
  }

  async account(connection: Connection, topics: Topics, name: string): Promise<Account> {
    const places = new Map<number, string[]>();
    const extents = await topics.extents(name, this.acknowledgedEnds(), ENDS_WITHIN_MS);
    await scan(connection, this.topic, extents, ({ partition, offset, value }) => {
      const id = Number(value);
      places.set(id, [...(places.get(id) ?? []), `${partition}@${offset}`]);
    });
    const ids = this.sendings.map((_, id) => id);
    const kindOf = (id: number) => this.sendings[id]?.fates[0]?.kind;
    return {
      sent: ids.length,
      toldWrongly: ids.filter((id) => this.sendings[id]?.fates.length !== 1),
      lost: ids.filter(
        (id) => kindOf(id) === 'acknowledged' && !places.get(id)?.includes(this.placeTold(id)),
      ),
      doubled: ids.filter((id) => (places.get(id)?.length ?? 0) > 1),
      reordered: this.reordered(),
      risen: ids.filter((id) => kindOf(id) === 'failed' && places.has(id)),
      indeterminate: ids.filter((id) => kindOf(id) === 'indeterminate').length,
      failed: ids.filter((id) => kindOf(id) === 'failed').length,
    };
  }

  /** `partition@offset` of every message that was acknowledged so far. */
  get acknowledged(): readonly string[] {
    return this.sendings.map((_, id) => this.placeTold(id)).filter((place) => place !== '');
  }

  private acknowledgedEnds(): readonly number[] {
    const ends = Array.from({ length: this.partitions }, () => 0);
    for (const { partition, fates } of this.sendings) {
      const [fate] = fates;
      if (fate?.kind === 'acknowledged') ends[partition] = Math.max(ends[partition] ?? 0, fate.offset + 1);
    }
    return ends;
  }

  private sendOne(): void {
    const id = this.sendings.length;
    const partition = id % this.partitions;
    this.sendings.push({ partition, fates: [] });
    this.sender?.send(partition, { key: null, value: Buffer.from(String(id)) }, id);
  }

  private placeTold(id: number): string {
    const fate = this.sendings[id]?.fates[0];
    return fate?.kind === 'acknowledged' ? `${fate.partition}@${fate.offset}` : '';
  }

  private reordered(): readonly number[] {
    const last = new Map<number, number>();
    return this.sendings.flatMap(({ partition, fates: [fate] }, id) => {
      if (fate?.kind !== 'acknowledged') return [];
      const before = last.get(partition) ?? -1;
      last.set(partition, Math.max(before, fate.offset));
      return fate.offset > before ? [] : [id];
    });
  }
}
