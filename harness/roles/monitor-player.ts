/** Plays a canary's monitor: reads all scores, in a group of its own, and compares. */
import { CanaryMonitor } from '../../rendezvous/canary-monitor.ts';
import { comparableWith } from '../../workload/comparable.ts';
import type { StoredRecord } from '../kafka/message.ts';
import { readScore } from '../messages/score-message.ts';
import { OBSERVED } from '../observations/observation.ts';
import { noteSamples } from '../observations/score-samples.ts';
import type { Backstage } from './backstage.ts';
import type { Inlet } from './inlet.ts';
import type { Player } from './player.ts';
import type { Role } from './role.ts';
import { Slots } from './slots.ts';
import { SCORES } from './streams.ts';

interface Compared {
  readonly n: number;
  readonly intendedUs: number;
}

const COMMIT_EVERY_MS = 500;
const NO_REQUEST = -1;
const SWEEP_EVERY_MS = 1_000;
/** Who has not scored by then is left out. */
const AWAITED_US = 60_000_000;

export class MonitorPlayer implements Player {
  private readonly backstage: Backstage;
  private readonly canary: number;
  private readonly watched: ReadonlySet<number>;
  private readonly monitor: CanaryMonitor;
  private readonly inlet: Inlet;
  private readonly requests = new Slots<Compared>();
  private readonly slotOf = new Map<number, number>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(backstage: Backstage, role: Extract<Role, { kind: 'monitor' }>) {
    const { models } = backstage.scenario;
    const { referenceUs, falseAlarmEveryUs } = models[role.model]?.monitor ?? NO_MONITOR;
    const compared = comparableWith(models, role.model);
    this.backstage = backstage;
    this.canary = role.model;
    this.watched = new Set([role.model, ...compared]);
    this.monitor = new CanaryMonitor(
      {
        canary: role.model,
        models: compared,
        referenceFromUs: backstage.order.run.warmupUs,
        referenceUs,
        falseAlarmEveryUs,
      },
      {
        alarm: (cause, model, nowUs) =>
          backstage.note(OBSERVED.alarm, NO_REQUEST, this.canary, model, nowUs, cause === 'input' ? 0 : 1),
      },
    );
    const reading = backstage.reading(role.name, [SCORES]);
    this.inlet = new backstage.classes.Inlet(
      backstage,
      { ...reading, commitEveryMs: COMMIT_EVERY_MS },
      {
        onRecord: (record) => this.onScore(record),
        onRevoked: () => {},
      },
    );
  }

  async join(): Promise<void> {
    await this.inlet.join();
    if (this.backstage.isRestarted) this.go();
  }

  go(): void {
    this.sweeping = setInterval(() => this.sweep(), SWEEP_EVERY_MS);
  }

  rejoin(): void {
    this.inlet.rejoin();
  }

  async stop(withinMs: number): Promise<void> {
    clearInterval(this.sweeping);
    const { backstage, canary } = this;
    const { referenceScores, unpaired } = this.monitor;
    const nowUs = backstage.nowUs();
    noteSamples(this.monitor.samples(), (list, score) =>
      backstage.note(OBSERVED.sampled, NO_REQUEST, canary, list, nowUs, score),
    );
    backstage.note(OBSERVED.monitored, NO_REQUEST, canary, referenceScores, nowUs, unpaired);
    await this.inlet.close(withinMs);
  }

  private onScore(record: StoredRecord): void {
    const score = readScore(record);
    if (score.kind === 'score' && score.n >= 0 && this.watched.has(score.model)) {
      const slot = this.slotOf.get(score.n) ?? this.open(score);
      this.monitor.onScore(slot, score.model, score.value, this.backstage.nowUs());
    }
    this.inlet.done(record);
  }

  private open({ n, intendedUs }: Compared): number {
    const slot = this.requests.take({ n, intendedUs });
    this.slotOf.set(n, slot);
    return slot;
  }

  private sweep(): void {
    const nowUs = this.backstage.nowUs();
    for (const [n, slot] of this.slotOf) {
      if (nowUs < this.requests.at(slot).intendedUs + AWAITED_US) break;
      this.monitor.forget(slot);
      this.requests.give(slot);
      this.slotOf.delete(n);
    }
  }
}

const NO_MONITOR = { referenceUs: 0, falseAlarmEveryUs: 0 };
