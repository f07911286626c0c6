/** The server of the simulated fixture: its component is the same on both hosts. */
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { mailboxTheft } from '../mailbox-theft/component.ts';

export default function classesFor(): Partial<RoleClasses> {
  return mailboxTheft;
}
