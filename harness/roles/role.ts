/**
 * The processes of a live run: one for the front end, enrichment, each replica of each model, decoy and canary, each
 * canary's monitor, and each replica of the rendezvous server. A role is what one process is; its name is also that of
 * its journal, and what faults and `rendezvous role` call it.
 */
import type { Scenario, Target } from '../../scenarios/scenario.ts';

export type Role =
  | { readonly kind: 'frontend'; readonly name: string }
  | { readonly kind: 'enrichment'; readonly name: string }
  /** A model that scores, also a canary or a shadow. */
  | { readonly kind: 'model'; readonly name: string; readonly model: number; readonly replica: number }
  | { readonly kind: 'decoy'; readonly name: string; readonly model: number; readonly replica: number }
  /** `model` is the canary that it watches. */
  | { readonly kind: 'monitor'; readonly name: string; readonly model: number }
  | { readonly kind: 'rendezvous'; readonly name: string; readonly replica: number };

/** All roles of a scenario, in the order in which a report would name them. */
export function rolesOf(scenario: Scenario): readonly Role[] {
  const { models, enrichment, rendezvous } = scenario;
  return [
    { kind: 'frontend', name: 'frontend' },
    ...(enrichment === undefined ? [] : [{ kind: 'enrichment', name: 'enrichment' } as const]),
    ...models.flatMap((model, index) =>
      counted(model.replicas).map(
        (replica): Role => ({
          kind: model.role === 'decoy' ? 'decoy' : 'model',
          name: `${model.name}-${replica}`,
          model: index,
          replica,
        }),
      ),
    ),
    ...models.flatMap((model, index): Role[] =>
      model.monitor === undefined ? [] : [{ kind: 'monitor', name: `monitor-${model.name}`, model: index }],
    ),
    ...counted(rendezvous.replicas).map(
      (replica): Role => ({ kind: 'rendezvous', name: `rendezvous-${replica}`, replica }),
    ),
  ];
}

/** The roles that a fault's target names; none for brokers. */
export function rolesNamed(roles: readonly Role[], target: Target): readonly Role[] {
  return roles.filter((role) => isNamed(role, target));
}

function isNamed(role: Role, target: Target): boolean {
  switch (target.kind) {
    case 'model':
      return (
        (role.kind === 'model' || role.kind === 'decoy') &&
        role.model === target.model &&
        isReplica(role.replica, target.replica)
      );
    case 'rendezvous':
      return role.kind === 'rendezvous' && isReplica(role.replica, target.replica);
    case 'broker':
      return false;
    default:
      return role.kind === target.kind;
  }
}

function isReplica(replica: number, asked: number | 'all'): boolean {
  return asked === 'all' || asked === replica;
}

function counted(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
