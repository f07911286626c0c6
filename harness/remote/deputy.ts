/**
 * Plays one role of a run that is conducted on another machine: `rendezvous role`. All that joins the two is Kafka: words
 * go over the run's control topic, and what the role observes over its observations topic.
 *
 * The role is the very process that it would be at the conductor's, started and watched here, with its journal on this
 * machine; this one only stands between it and Kafka. So a role that dies is told, with all that it observed until then.
 * When nothing is heard of the conductor any more, the role ends too. Who gets into the brokers, and how, is known here by
 * this machine's own environment and files.
 */
import { setTimeout as rest } from 'node:timers/promises';
import { type AccessSettings, readAccess } from '../brokers/access-settings.ts';
import type { Environment } from '../brokers/cluster.ts';
import { monotonicUs } from '../clock.ts';
import { type Ending, LocalMember } from '../conduct/member.ts';
import type { RunPlace } from '../conduct/run-place.ts';
import { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { probe } from '../kafka/probe.ts';
import { Topics } from '../kafka/topics.ts';
import type { FromRole, RoleOrder } from '../roles/order.ts';
import { Carrier } from './carrier.ts';
import { Line } from './line.ts';
import { Shipment } from './shipment.ts';
import { type AnyEnvelope, CONTROL, type FromDeputy, newId, OBSERVATIONS, type ToDeputy } from './words.ts';

export interface DeputyOrder {
  readonly role: string;
  /** The run's prefix. */
  readonly run: string;
  readonly brokers: readonly string[];
  /** The scenario as a file of this machine, and the folder to which its paths are relative. */
  readonly file: string;
  readonly folder: string;
  readonly access: AccessSettings;
}

export interface DeputyOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
  readonly place: RunPlace;
}

/** Words come each second, also to those who wait for others to come. */
const SILENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;
const SHIPPED_WITHIN_MS = 20_000;
const GRACE_MS = 1_000;

export class Deputy {
  private readonly order: DeputyOrder;
  private readonly options: DeputyOptions;
  private readonly connection: Connection;
  private readonly life = newId();
  private line: Line | undefined;
  private member: LocalMember | undefined;
  private heardAtMs = performance.now();
  private isWelcome = false;
  private isOver = false;
  private refusal: Error | undefined;
  private stopping: Promise<boolean> | undefined;
  /** Nobody of the run had told it to end. */
  private ending: Ending | undefined;

  constructor(order: DeputyOrder, options: DeputyOptions) {
    this.order = order;
    this.options = options;
    const { brokers, access, folder, run, role } = order;
    const settings = {
      brokers,
      clientId: `${run}.${role}.deputy`,
      access: readAccess(access, options.env, folder),
    };
    this.connection = new Connection(settings);
  }

  /** Until the run is over; throws a KafkaProblem, or what the role ended with. */
  async play(): Promise<void> {
    const { run, role } = this.order;
    await probe(this.connection);
    await this.findRun();
    this.line = await Line.open(this.connection, run, {
      onEnvelope: (envelope) => this.hear(envelope),
      onEnded: (error) => this.refuse(error),
    });
    try {
      this.say({ say: 'here' });
      await this.until(() => this.isWelcome);
      if (!this.isWelcome || this.isOver) return;
      await this.playOn();
      this.options.say(`${role}: the run is over`);
    } finally {
      await this.line.close();
    }
  }

  private async findRun(): Promise<void> {
    const { run } = this.order;
    const topics = await Topics.open(this.connection, run);
    try {
      const found = await topics.existing();
      if (!found.includes(topics.nameOf(CONTROL)))
        throw refused(
          `there is no such run as ${run}, or none that waits for other machines: start it first`,
        );
    } finally {
      await topics.close();
    }
  }

  private async playOn(): Promise<void> {
    const { run, role } = this.order;
    const { place } = this.options;
    const carrier = await Carrier.open(this.connection, `${run}.${OBSERVATIONS}`);
    const journal = `${place.folder}/${role}.journal`;
    const shipment = new Shipment(carrier, { role, life: this.life, journal });
    try {
      await this.untilEnded();
    } finally {
      await this.member?.kill();
      const rows = await shipment.finish(SHIPPED_WITHIN_MS);
      this.say({ say: 'ended', rows, ...(this.ending !== undefined && { ending: this.ending }) });
      await carrier.close();
    }
    if (this.ending !== undefined && !this.options.signal.aborted) throw this.failureOf(this.ending);
    await this.until(() => this.isOver);
  }

  private async untilEnded(): Promise<void> {
    const hasEnded = () => this.stopping !== undefined || this.ending !== undefined;
    await this.until(hasEnded);
    await this.stopping;
    if (this.options.signal.aborted && !hasEnded() && !this.isOver)
      this.ending = { status: null, signal: 'SIGINT', why: 'it was stopped by hand there', isDefect: false };
  }

  /** Or the run is over, or somebody wants us to stop; throws where nobody is heard any more. */
  private async until(isSo: () => boolean): Promise<void> {
    const { run, role } = this.order;
    while (!isSo() && !this.isOver && !this.options.signal.aborted) {
      if (this.refusal !== undefined) throw this.refusal;
      if (performance.now() - this.heardAtMs > SILENCE_MS)
        throw refused(
          `${role} takes part no more: nobody of the run ${run} was heard for ${SILENCE_MS / 1_000} s`,
        );
      await rest(LOOK_EVERY_MS);
    }
  }

  private hear({ by, life, word }: AnyEnvelope): void {
    if (by !== 'conductor' || life !== this.life) return;
    this.heardAtMs = performance.now();
    this.obey(word);
  }

  private obey(word: ToDeputy): void {
    switch (word.say) {
      case 'welcome':
        this.take(word.order);
        return;
      case 'refused':
        this.refuse(refused(word.why));
        return;
      case 'clock':
        this.say({ say: 'clock', nth: word.nth, thereUs: monotonicUs() });
        return;
      case 'over':
        this.isOver = true;
        return;
      case 'stop':
        this.stopping ??= this.member?.stop(word.withinMs + GRACE_MS) ?? Promise.resolve(true);
        return;
      default:
        this.member?.tell(word);
    }
  }

  /** The role's process, as it would be at the conductor's, but for what is this machine's own. */
  private take(order: RoleOrder): void {
    const { brokers, file, folder, access } = this.order;
    const { place, env, say } = this.options;
    this.isWelcome = true;
    say(`${order.role.name}: taking part in ${order.run.prefix}`);
    const watchers = { warden: place.warden, leftovers: place.leftovers, env };
    const onDeath = (_: unknown, ending: Ending) => {
      this.ending = ending;
    };
    const onSaid = (message: FromRole) => this.say({ say: 'told', message });
    const member = new LocalMember(order.role, watchers, onDeath, onSaid);
    this.member = member;
    member.start({
      ...order,
      run: {
        ...order.run,
        ...{ brokers, access, accessFolder: folder, folder: place.folder },
        scenario: { ...order.run.scenario, file },
      },
    });
  }

  private failureOf({ why, status, signal, isDefect }: Ending): Error {
    const how = signal === null ? `with status ${status}` : `by ${signal}`;
    const sentence = `${this.order.role} ended ${how}${why === '' ? '' : `: ${why}`}`;
    return isDefect && signal === null ? new Error(sentence) : refused(sentence);
  }

  private refuse(error: unknown): void {
    this.refusal ??= error instanceof Error ? error : new Error(String(error));
  }

  private say(word: FromDeputy): void {
    this.line?.say({ by: 'deputy', role: this.order.role, life: this.life, id: newId(), word });
  }
}

function refused(sentence: string): KafkaProblem {
  return new KafkaProblem('refused', sentence);
}
