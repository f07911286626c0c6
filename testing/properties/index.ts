/** All properties, in the order in which they are told. */
import type { Policy } from '../../rendezvous/policy.ts';
import { CLAIMS_UNSAID } from '../../rendezvous/policy.ts';
import { answersExactlyOnce } from './answers-exactly-once.ts';
import { answersFromAllowedRoles } from './answers-from-allowed-roles.ts';
import { answersInTime } from './answers-in-time.ts';
import { archivesEveryInput } from './archives-every-input.ts';
import { decidesWhenSettled } from './decides-when-settled.ts';
import { freesTheMailbox } from './frees-the-mailbox.ts';
import { gainsByMoreDeadline } from './gains-by-more-deadline.ts';
import { heedsTheBestScore } from './heeds-the-best-score.ts';
import { ignoresArrivalOrder } from './ignores-arrival-order.ts';
import { keepsItsDecision } from './keeps-its-decision.ts';
import type { Property } from './property.ts';
import { remembersNothing } from './remembers-nothing.ts';
import { replaysAlike } from './replays-alike.ts';
import { unmovedByAShadow } from './unmoved-by-a-shadow.ts';
import { waitsBeforeTheDefault } from './waits-before-the-default.ts';

export {
  answersExactlyOnce,
  answersFromAllowedRoles,
  answersInTime,
  archivesEveryInput,
  decidesWhenSettled,
  freesTheMailbox,
  gainsByMoreDeadline,
  heedsTheBestScore,
  ignoresArrivalOrder,
  keepsItsDecision,
  remembersNothing,
  replaysAlike,
  unmovedByAShadow,
  waitsBeforeTheDefault,
};

export const PROPERTIES: readonly Property[] = [
  answersExactlyOnce,
  answersInTime,
  answersFromAllowedRoles,
  heedsTheBestScore,
  decidesWhenSettled,
  freesTheMailbox,
  ignoresArrivalOrder,
  keepsItsDecision,
  remembersNothing,
  unmovedByAShadow,
  gainsByMoreDeadline,
  waitsBeforeTheDefault,
  archivesEveryInput,
  replaysAlike,
];

/** Whether a policy owes this property: every policy does, but for what it would have to claim and does not. */
export function owes(policy: Policy, { claim }: Property): boolean {
  return claim === undefined || (policy.claims ?? CLAIMS_UNSAID).includes(claim);
}
