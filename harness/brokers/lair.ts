/**
 * The folder of local brokers with everybody in it, and those who see to it that nothing of it stays: a warden for the
 * case that this process is killed, and the ledger for the case that the warden is killed too.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_PREFIX, Leftovers } from '../leftovers/leftovers.ts';
import type { JvmNode } from './jvm-node.ts';
import { Warden } from './warden.ts';

export class Lair {
  readonly warden: Warden;
  readonly leftovers: Leftovers;
  private readonly folder: string;
  private nodes: JvmNode[] = [];
  private cleared: Promise<void> = Promise.resolve();

  constructor(ledgerFile: string | undefined) {
    this.leftovers = new Leftovers(ledgerFile);
    this.folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
    this.leftovers.there({ kind: 'folder', path: this.folder });
    this.warden = new Warden(this.folder);
  }

  nodeFolder(id: number): string {
    const folder = join(this.folder, `node-${id}`);
    mkdirSync(folder);
    return folder;
  }

  house(node: JvmNode): JvmNode {
    this.nodes.push(node);
    return node;
  }

  /** Ends all nodes and their data, for another start. */
  async empty(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    for (const { id } of this.nodes) {
      rmSync(join(this.folder, `node-${id}`), { recursive: true, force: true });
    }
    this.nodes = [];
  }

  /** Ends and removes everything; may be called again, and then ends what was started meanwhile. */
  clear(): Promise<void> {
    this.cleared = this.cleared.then(() => this.endAll());
    return this.cleared;
  }

  private async endAll(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.folder, { recursive: true, force: true });
    this.leftovers.gone({ kind: 'folder', path: this.folder });
    await this.warden.dismiss();
  }
}
