/** A shell whose terminal is kept as text, to look at exactly what a user would see. */
import { perform } from '../../cli/main.ts';
import type { Channel, Shell } from '../../cli/shell.ts';

export interface Seen {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class RecordingChannel implements Channel {
  text = '';
  readonly terminal: boolean;
  readonly color = false;
  readonly width = 100;

  constructor(terminal = false) {
    this.terminal = terminal;
  }

  write(text: string): void {
    this.text += text;
  }
}

/** Runs the command in this process, in an empty environment. */
export function rendezvous(...words: readonly string[]): Promise<Seen> {
  return rendezvousIn({}, ...words);
}

export async function rendezvousIn(env: Shell['env'], ...words: readonly string[]): Promise<Seen> {
  const stdout = new RecordingChannel();
  const stderr = new RecordingChannel();
  const shell: Shell = { stdout, stderr, env, words };
  const status = await perform(shell);
  return { status, stdout: stdout.text, stderr: stderr.text };
}
