/** A process of a test, one of `…-process.ts`, and the lines that it has written so far. It ends when its input does: with us. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export class OtherProcess {
  readonly lines: string[] = [];
  private readonly child: ChildProcess;

  constructor(file: string, words: readonly (string | number)[]) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.child = spawn(process.execPath, [path, ...words.map(String)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.child.stdout !== null) {
      createInterface(this.child.stdout).on('line', (line) => this.lines.push(line));
    }
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** What was said with this word. */
  said(word: string): readonly string[] {
    return this.lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  }
}
