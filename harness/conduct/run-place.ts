/**
 * What a run has on this machine besides its brokers: a folder for journals, a warden who ends its processes when we are
 * killed, and the list of what is there, for the case that the warden is killed too.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../brokers/cluster.ts';
import { Warden } from '../brokers/warden.ts';
import { Leftovers, RUN_PREFIX } from '../leftovers/leftovers.ts';
import { beginNotes, endNotes } from '../leftovers/run-notes.ts';
import type { Role } from '../roles/role.ts';

export class RunPlace {
  /** What names of topics and groups begin with: `rendezvous-NAME-ID`. */
  readonly prefix: string;
  readonly notesFile: string;
  readonly leftovers: Leftovers;
  readonly folder: string;
  readonly warden: Warden;
  /** Something could not be removed: the list stays for `rendezvous heal`. */
  isLittered = false;

  constructor(name: string, env: Environment) {
    this.prefix = `${RUN_PREFIX}${name}-${randomBytes(4).toString('hex')}`;
    this.notesFile = beginNotes(this.prefix, env);
    this.leftovers = new Leftovers(this.notesFile);
    this.folder = mkdtempSync(join(tmpdir(), `${RUN_PREFIX}run-`));
    this.leftovers.there({ kind: 'folder', path: this.folder });
    this.warden = new Warden(this.folder);
  }

  journalOf(role: Role): string {
    return join(this.folder, `${role.name}.journal`);
  }

  async clear(): Promise<void> {
    await this.warden.dismiss();
    this.leftovers.gone({ kind: 'folder', path: this.folder });
    if (!this.isLittered) endNotes(this.notesFile);
  }
}
