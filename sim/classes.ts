/**
 * The classes that a simulation makes its parts of.
 *
 * They are gathered here so that a test can put a known defect in the place of one of them and see whether it is found:
 * a subclass with that one defect, and all else as it is. A scenario cannot name them, and no command passes any.
 *
 * Who calls and who measures are made by functions, because both may be in this thread or in another one.
 */
import { Mailboxes } from '../rendezvous/mailboxes.ts';
import { RendezvousServer } from '../rendezvous/rendezvous-server.ts';
import { drawHere } from './callers.ts';
import { Consumers } from './consumers.ts';
import { DecoyHost } from './decoy-host.ts';
import { FrontEndHost } from './front-end-host.ts';
import { measureHere } from './measuring.ts';
import { ModelReplica } from './model-replica.ts';
import { RendezvousHost } from './rendezvous-host.ts';

export const CLASSES = {
  Consumers,
  DecoyHost,
  FrontEndHost,
  createCallers: drawHere,
  openBooks: measureHere,
  Mailboxes,
  ModelReplica,
  RendezvousHost,
  RendezvousServer,
};

export type Classes = typeof CLASSES;
