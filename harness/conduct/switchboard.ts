/**
 * The conductor's end of what joins a run with roles on other machines: tells who wants to play which role, passes words to
 * and fro, takes in what is observed elsewhere, and says each second that it is there.
 */
import type { RoleClock } from '../accounting/collect.ts';
import type { Connection } from '../kafka/connection.ts';
import { KafkaProblem } from '../kafka/kafka-problem.ts';
import { Arrivals } from '../remote/arrivals.ts';
import { Line } from '../remote/line.ts';
import { type AnyEnvelope, newId } from '../remote/words.ts';
import type { Role } from '../roles/role.ts';
import { missingAfter } from '../waiting.ts';
import type { Ending } from './member.ts';
import { RemoteMember } from './remote-member.ts';

export interface SwitchboardSettings {
  readonly connection: Connection;
  readonly prefix: string;
  /** Names of the roles that others play. */
  readonly remote: readonly string[];
  readonly journalOf: (role: Role) => string;
}

const BEAT_MS = 1_000;
/** People have to type. */
const GATHERING_MS = 15 * 60_000;

export class Switchboard {
  private readonly settings: SwitchboardSettings;
  private readonly members = new Map<string, RemoteMember>();
  private readonly arrivals: Arrivals;
  private line: Line | undefined;
  private failure: unknown;
  private readonly beats: NodeJS.Timeout;

  private constructor(settings: SwitchboardSettings) {
    this.settings = settings;
    const { connection, prefix } = settings;
    this.arrivals = new Arrivals(connection, prefix, (error) => this.fail(error));
    this.beats = setInterval(() => this.beat(), BEAT_MS);
  }

  /** The topics are there. Throws a KafkaProblem. */
  static async open(settings: SwitchboardSettings): Promise<Switchboard> {
    const board = new Switchboard(settings);
    try {
      board.line = await Line.open(settings.connection, settings.prefix, {
        onEnvelope: (envelope) => board.hear(envelope),
        onEnded: (error) => board.fail(error),
      });
      return board;
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  /** Undefined for a role that is played here. */
  memberFor(
    role: Role,
    onDeath: (role: Role, ending: Ending) => void,
    onLoss: (sentence: string) => void,
  ): RemoteMember | undefined {
    if (!this.settings.remote.includes(role.name)) return undefined;
    const member = new RemoteMember(role, {
      say: (to, life, word) => this.line?.say({ by: 'conductor', role: to.name, life, id: newId(), word }),
      rowsOf: ({ name }) => this.arrivals.rowsOf(name),
      onDeath,
      onLoss,
    });
    this.members.set(role.name, member);
    return member;
  }

  /** Undefined for a role that is played here. */
  clockOf({ name }: Role): RoleClock | undefined {
    return this.members.get(name)?.clock;
  }

  /** Waits until somebody has come for each role and its clock is known; or nobody wants to wait any more. */
  async gather(signal: AbortSignal, onMissing: (names: string) => void): Promise<void> {
    const missing = await missingAfter(() => {
      if (this.failure !== undefined) throw this.failure;
      const names = this.absent();
      onMissing(names ?? '');
      return signal.aborted ? undefined : names;
    }, GATHERING_MS);
    if (missing !== undefined)
      throw new KafkaProblem('notReady', `cannot begin: nobody has come from another machine for ${missing}`);
    if (signal.aborted) return;
    const met = await Promise.all([...this.members.values()].map((member) => member.meet()));
    const silent = [...this.members.keys()].filter((_, at) => !met[at]);
    if (silent.length > 0)
      throw new KafkaProblem(
        'notReady',
        `cannot begin: ${silent.join(', ')} came and does not answer any more`,
      );
  }

  async close(): Promise<void> {
    clearInterval(this.beats);
    await this.line?.close();
    await this.arrivals.close();
  }

  private absent(): string | undefined {
    const names = [...this.members].filter(([, member]) => !member.isHere).map(([name]) => name);
    return names.length === 0 ? undefined : names.join(', ');
  }

  private beat(): void {
    for (const member of this.members.values()) member.beat();
  }

  private hear({ by, role: name, life, word }: AnyEnvelope): void {
    if (by !== 'deputy') return;
    const member = this.members.get(name);
    if (word.say !== 'here') member?.hear(life, word);
    else if (member?.admits(life)) this.arrivals.expect(name, life, this.settings.journalOf(member.role));
    else this.refuse(name, life);
  }

  private refuse(name: string, life: string): void {
    const why = this.members.has(name)
      ? `${name} is played by somebody else already`
      : `the run does not want ${name} from another machine: it wants ${[...this.members.keys()].join(', ')}`;
    this.line?.say({ by: 'conductor', role: name, life, id: newId(), word: { say: 'refused', why } });
  }

  /** What cannot be heard any more shows as silence of all who are elsewhere. */
  private fail(error: unknown): void {
    this.failure ??= error;
  }
}
