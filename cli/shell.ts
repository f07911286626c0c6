/**
 * What a command sees of the terminal it was typed in: where results go (stdout) and where everything else goes
 * (stderr), whether they are terminals, and whether they want colour. Commands get it as an argument and touch
 * nothing of the process themselves, so that a test can look at exactly what a user would.
 */

export interface Shell {
  readonly stdout: Channel;
  readonly stderr: Channel;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Words after `rendezvous`, for the record of how a result came about. */
  readonly words: readonly string[];
}

export interface Channel {
  write(text: string): void;
  readonly terminal: boolean;
  readonly color: boolean;
  /** Characters in a line. */
  readonly width: number;
}

/** The width where there is no terminal, or one that does not know its own. */
const PLAIN_WIDTH = 100;

export function processShell(words: readonly string[]): Shell {
  return {
    stdout: channel(process.stdout),
    stderr: channel(process.stderr),
    env: process.env,
    words,
  };
}

function channel(stream: NodeJS.WriteStream): Channel {
  const terminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    terminal,
    color: wantsColor(terminal, process.env),
    get width() {
      return stream.columns || PLAIN_WIDTH;
    },
  };
}

/** NO_COLOR (no-color.org) and FORCE_COLOR (Node's own meaning: 0 is no) go before what the stream is. */
export function wantsColor(terminal: boolean, env: Shell['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return terminal && env.TERM !== 'dumb';
}
