/**
 * A row for each request as JSON Lines, written while the run goes on: memory does not grow with the run.
 *
 * Rows go beside the file's place and are moved there when the run has ended, so that whoever finds the file finds all of
 * them. It is opened before anything runs: a place where nothing can be written is refused at once.
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { RequestStory } from '../measure/result.ts';
import { fileProblem } from './problem.ts';

const FLUSH_AT = 1 << 18;

export class ObservationFile {
  private readonly path: string;
  private readonly draft: string;
  private handle: number | undefined;
  private lines: string[] = [];
  private waiting = 0;

  constructor(path: string) {
    this.path = path;
    this.draft = `${path}.${process.pid}.tmp`;
    this.handle = this.trying(() => openSync(this.draft, 'w'));
  }

  add(story: RequestStory): void {
    const line = `${JSON.stringify(story)}\n`;
    this.lines.push(line);
    this.waiting += line.length;
    if (this.waiting >= FLUSH_AT) this.flush();
  }

  /** All requests have been told. */
  keep(): void {
    this.flush();
    this.trying(() => {
      this.close();
      renameSync(this.draft, this.path);
    });
  }

  /** The run came to nothing. */
  discard(): void {
    this.close();
    rmSync(this.draft, { force: true });
  }

  private flush(): void {
    const { handle } = this;
    const text = this.lines.join('');
    if (handle !== undefined) this.trying(() => writeSync(handle, text));
    this.lines = [];
    this.waiting = 0;
  }

  private close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private trying<Value>(act: () => Value): Value {
    try {
      return act();
    } catch (error) {
      throw fileProblem('write', this.path, error);
    }
  }
}
