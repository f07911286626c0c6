/**
 * Who a model is in a rendezvous architecture.
 *
 * Primary, backstop and challenger may answer; shadow, canary and decoy stand in the same position and see every
 * record, but an answer from one of them is a defect of the rendezvous server, whatever the policy says.
 */
export type Role = 'primary' | 'backstop' | 'challenger' | 'shadow' | 'canary' | 'decoy';

export const ROLES: readonly Role[] = ['primary', 'backstop', 'challenger', 'shadow', 'canary', 'decoy'];

export function mayAnswer(role: Role): boolean {
  return role === 'primary' || role === 'backstop' || role === 'challenger';
}
