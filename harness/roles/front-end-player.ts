/**
 * Plays the front end: sends every request at its intended instant, whatever has become of the others, and reads its own
 * return address.
 *
 * The load is open-loop: the schedule is the scenario's, fixed in advance, and nothing that a broker or a model does can
 * hold a request back. Where this process itself is late, the account sees it, because it notes when it handed each over.
 * Before zero it sends some requests with negative numbers, that warm connections and code and count nowhere.
 */
import { crc32 } from 'node:zlib';
import { FrontEnd, type Receipt } from '../../rendezvous/front-end.ts';
import { Workload } from '../../workload/workload.ts';
import { monotonicUs } from '../clock.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { type Fate, Sender } from '../kafka/sender.ts';
import { readAnswer } from '../messages/answer-message.ts';
import { payloadOf, requestMessage } from '../messages/request-message.ts';
import { OBSERVED, RECEIPT } from '../observations/observation.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import type { FromRole } from './order.ts';
import { noteFate } from './outlet.ts';
import type { Player } from './player.ts';
import { firstTopic, RESULTS } from './streams.ts';
import { warmingRequests } from './warming.ts';

interface Sent {
  readonly n: number;
  readonly partition: number;
}

interface Outgoing {
  readonly n: number;
  readonly source: number;
  readonly sourceOrdinal: number;
  readonly intendedUs: number;
  readonly partition: number;
  readonly isCorrupt: boolean;
}

const COMMIT_EVERY_MS = 500;
const PROGRESS_EVERY_MS = 200;
const FIRST_CAPACITY = 1_024;
const RECEIPTS: Readonly<Record<Receipt, number>> = {
  reply: RECEIPT.reply,
  duplicate: RECEIPT.duplicate,
  conflicting: RECEIPT.conflicting,
};

export class FrontEndPlayer implements Player {
  private readonly backstage: Backstage;
  private readonly name: string;
  private readonly workload: Workload;
  private readonly featureNames: readonly (readonly string[])[];
  private readonly callers = new FrontEnd(FIRST_CAPACITY);
  private capacity = FIRST_CAPACITY;
  private readonly inlet: Inlet;
  private sender: Sender<Sent> | undefined;
  private readonly tell: (message: FromRole) => void;
  private progress: NodeJS.Timeout | undefined;
  /** Sent in this life, and of these neither answered nor certainly not sent. */
  private readonly open = new Set<number>();
  private launched = 0;
  /** Whose callers called this process; those before hung up when its predecessor died. */
  private firstCaller = 0;
  private hasMore = true;

  constructor(backstage: Backstage, name: string, tell: (message: FromRole) => void) {
    const { scenario, order } = backstage;
    this.backstage = backstage;
    this.name = name;
    this.tell = tell;
    this.workload = new Workload(scenario, order.run.scenario.seed);
    this.featureNames = scenario.traffic.map(({ features }) => features.map((feature) => feature.name));
    const reading = backstage.reading('frontend', [RESULTS]);
    this.inlet = new backstage.classes.Inlet(
      backstage,
      { ...reading, commitEveryMs: COMMIT_EVERY_MS },
      {
        onRecord: (record) => this.onAnswer(record),
        onRevoked: () => {},
      },
    );
  }

  async join(): Promise<void> {
    const { connection, scenario } = this.backstage;
    const settings = {
      topic: this.backstage.topic(firstTopic(scenario)),
      partitions: scenario.streams.partitions,
      nowUs: monotonicUs,
    };
    this.sender = await Sender.open<Sent>(connection, settings, (sent, fate) => this.onFate(sent, fate));
    await this.inlet.join();
    if (this.backstage.isRestarted) this.resume();
  }

  go(): void {
    const nowUs = this.backstage.nowUs();
    for (const warming of warmingRequests(this.backstage.scenario.streams.partitions, nowUs)) {
      this.backstage.alarms.exactlyAt(warming.intendedUs, () =>
        this.launch({ ...warming, isCorrupt: false }, 0),
      );
    }
    this.begin();
  }

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    clearInterval(this.progress);
    this.backstage.alarms.cancelAll();
    await this.sender?.close(withinMs / 2);
    await this.inlet.close(withinMs / 2);
  }

  /** Nobody called while it was away: the schedule goes on from now. */
  private resume(): void {
    const nowUs = this.backstage.nowUs();
    this.advance();
    while (this.hasMore && this.workload.intendedUs < nowUs) this.advance();
    this.firstCaller = this.workload.ordinal;
    this.launched = this.firstCaller;
    this.begin();
  }

  private begin(): void {
    this.progress = setInterval(() => this.tellProgress(), PROGRESS_EVERY_MS);
    if (this.workload.ordinal < 0) this.advance();
    this.awaitNext();
  }

  private advance(): void {
    this.hasMore = this.workload.next();
  }

  private awaitNext(): void {
    if (!this.hasMore) {
      this.tellProgress();
      return;
    }
    this.backstage.alarms.exactlyAt(this.workload.intendedUs, () => {
      this.launchDue();
      this.awaitNext();
    });
  }

  private launchDue(): void {
    while (this.hasMore && this.workload.intendedUs <= this.backstage.nowUs()) {
      const {
        ordinal: n,
        source,
        sourceOrdinal,
        intendedUs,
        partition,
        corrupt,
        duplicateAfterUs,
      } = this.workload;
      const request = { n, source, sourceOrdinal, intendedUs, partition, isCorrupt: corrupt };
      this.receive(n);
      this.launch(request, 0);
      if (duplicateAfterUs >= 0)
        this.backstage.alarms.exactlyAt(intendedUs + duplicateAfterUs, () => this.launch(request, 1));
      this.advance();
    }
  }

  /** A caller waits from now on. */
  private receive(n: number): void {
    while (n >= this.capacity) {
      this.capacity *= 2;
      this.callers.grow(this.capacity);
    }
    this.callers.onRequest(n);
    this.launched = n + 1;
    this.open.add(n);
  }

  private launch(request: Outgoing, copy: number): void {
    const { backstage, workload } = this;
    const { n, source, sourceOrdinal, partition } = request;
    const payload = payloadOf(request, this.featureNames[source] ?? [], backstage.draws);
    const key = n < 0 ? String(n) : workload.keyOf(source, sourceOrdinal);
    const message = requestMessage({ ...request, returnTo: this.name }, key, payload);
    backstage.note(OBSERVED.launched, n, copy, 0, backstage.nowUs(), crc32(payload));
    this.sender?.send(partition, message, { n, partition });
  }

  private onFate({ n, partition }: Sent, fate: Fate): void {
    noteFate(this.backstage, n, partition, fate);
    if (fate.kind === 'failed') this.open.delete(n);
  }

  /** Its caller called a predecessor of this process. */
  private isGone(n: number): boolean {
    return n < this.firstCaller;
  }

  private onAnswer(record: StoredRecord): void {
    const nowUs = this.backstage.nowUs();
    const { n, returnTo, decision } = readAnswer(record);
    if (returnTo !== this.name) {
      this.backstage.note(OBSERVED.misaddressed, n, record.partition, record.offset, nowUs);
    } else if (!this.isGone(n) && n < this.launched) {
      const receipt = RECEIPTS[this.callers.onAnswer(n, decision)];
      this.backstage.note(OBSERVED.answerRead, n, decision, record.offset, nowUs, receipt);
      this.open.delete(n);
    }
    this.inlet.done(record);
  }

  private tellProgress(): void {
    this.tell({ say: 'progress', launched: this.launched, open: this.open.size, isDone: !this.hasMore });
  }
}
