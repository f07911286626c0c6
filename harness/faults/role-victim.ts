/** A role as the victim of faults: signals to its process, and hardship on its wire where it has one of its own. */
import type { Crew } from '../conduct/crew.ts';
import type { Role } from '../roles/role.ts';
import type { Plight } from './hold.ts';
import type { Victim } from './victim.ts';

/** The wire between one role and the brokers. */
export interface RoleWire {
  /** Each way takes this much longer. */
  delay(addUs: number): Promise<void>;
  /** Nothing gets through; what was on its way is held back. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Bytes and connections that it has held back so far. */
  heldBack(): Promise<number>;
}

export interface RoleVictimParts {
  readonly role: Role;
  readonly crew: Crew;
  readonly wire: RoleWire | undefined;
  /** What its consumer group lacks, in words. */
  readonly groupLack: (role: Role) => Promise<string | undefined>;
}

export class RoleVictim implements Victim {
  readonly name: string;
  private readonly parts: RoleVictimParts;
  private isCut = false;
  private addUs = 0;

  constructor(parts: RoleVictimParts) {
    this.parts = parts;
    this.name = parts.role.name;
  }

  async bring(plight: Plight): Promise<void> {
    await this.bringWire(plight);
    await this.bringProcess(plight);
  }

  async heldBack(): Promise<number> {
    return (await this.parts.wire?.heldBack()) ?? 0;
  }

  async lack(): Promise<string | undefined> {
    const { crew, role } = this.parts;
    const state = crew.stateOf(role);
    return state === 'ready' ? this.parts.groupLack(role) : `${role.name} is ${state}`;
  }

  private async bringProcess({ isDead, isStopped }: Plight): Promise<void> {
    const { crew, role } = this.parts;
    const state = crew.stateOf(role);
    if (isDead) {
      await crew.kill(role);
      return;
    }
    if (state === 'absent') crew.restart(role);
    if (isStopped && state !== 'stopped') await crew.pause(role);
    if (!isStopped && state === 'stopped') await crew.resume(role);
  }

  private async bringWire({ isCut, addUs }: Plight): Promise<void> {
    const { wire } = this.parts;
    if (wire === undefined) return;
    if (addUs !== this.addUs) await wire.delay(addUs);
    if (isCut && !this.isCut) await wire.cut();
    if (!isCut && this.isCut) await wire.mend();
    this.addUs = addUs;
    this.isCut = isCut;
  }
}
