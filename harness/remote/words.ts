/**
 * What is said between whoever conducts a run and the deputies who play its roles on other machines: what a role's process
 * is told and says (roles/order.ts), and what only machines have to tell each other. Words travel as JSON over the run's
 * control topic, one envelope each; no secret is in any of them.
 *
 * A deputy says `here` · is made `welcome` with its order, or `refused` · both ask for the time now and then, by which each
 * also knows that the other lives · when its process has ended, and all that it observed has been sent, it says `ended` ·
 * `over` sends it home.
 */
import { randomBytes } from 'node:crypto';
import type { Ending } from '../conduct/member.ts';
import type { StoredRecord } from '../kafka/message.ts';
import type { FromRole, RoleOrder, ToRole } from '../roles/order.ts';

export const CONTROL = 'control';
export const OBSERVATIONS = 'observations';

export type ToDeputy =
  | Exclude<ToRole, { readonly say: 'order' }>
  | { readonly say: 'welcome'; readonly order: RoleOrder }
  | { readonly say: 'refused'; readonly why: string }
  | { readonly say: 'clock'; readonly nth: number }
  | { readonly say: 'over' };

export type FromDeputy =
  | { readonly say: 'here' }
  /** What its process said. */
  | { readonly say: 'told'; readonly message: FromRole }
  /** `thereUs`: the instant of this answer, by its clock. */
  | { readonly say: 'clock'; readonly nth: number; readonly thereUs: number }
  | {
      readonly say: 'ended';
      /** How many rows it has observed. */
      readonly rows: number;
      /** Undefined where it was told to end. */
      readonly ending?: Ending;
    };

export interface Envelope<Word> {
  readonly by: 'conductor' | 'deputy';
  /** The role that it is about. */
  readonly role: string;
  /** Which deputy: two may come for one role. */
  readonly life: string;
  /** By whoever says it: what comes twice is heard once. */
  readonly id: string;
  readonly word: Word;
}

export type ToDeputyEnvelope = Envelope<ToDeputy> & { readonly by: 'conductor' };
export type FromDeputyEnvelope = Envelope<FromDeputy> & { readonly by: 'deputy' };
export type AnyEnvelope = ToDeputyEnvelope | FromDeputyEnvelope;

export function newId(): string {
  return randomBytes(6).toString('hex');
}

/** Undefined for what is none of ours. */
export function envelopeIn({ value }: StoredRecord): AnyEnvelope | undefined {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}
