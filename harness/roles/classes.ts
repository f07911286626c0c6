/**
 * The classes that the process of a role makes its parts of.
 *
 * They are gathered here so that a test can put a known defect in the place of one of them, in a real process on a real
 * broker, and see whether it is found. The order of a run may name a module that says which; a scenario cannot, and no
 * command does.
 */
import { Mailboxes } from '../../rendezvous/mailboxes.ts';
import { RendezvousServer } from '../../rendezvous/rendezvous-server.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { AnsweredBefore } from './answered-before.ts';
import { DecoyPlayer } from './decoy-player.ts';
import { FrontEndPlayer } from './front-end-player.ts';
import { Inlet } from './inlet.ts';
import { ModelPlayer } from './model-player.ts';

export const ROLE_CLASSES = {
  AnsweredBefore,
  DecoyPlayer,
  FrontEndPlayer,
  Inlet,
  Mailboxes,
  ModelPlayer,
  RendezvousServer,
};

export type RoleClasses = typeof ROLE_CLASSES;

/** What such a module exports as its default. */
export type ClassesFor = (scenario: Scenario) => Partial<RoleClasses>;

/** @param module a URL; @throws Error where there is no such module, or no such export */
export async function roleClasses(module: string | undefined, scenario: Scenario): Promise<RoleClasses> {
  if (module === undefined) return ROLE_CLASSES;
  const { default: classesFor }: { default?: ClassesFor } = await import(module);
  if (classesFor === undefined) throw new Error(`${module} has no default export that says which classes`);
  return { ...ROLE_CLASSES, ...classesFor(scenario) };
}
