/**
 * Somebody who stays behind: a tiny shell that holds the other end of a pipe. When this process is gone, however it went,
 * the pipe ends, and the shell kills the brokers and programs that it was told of and removes their folder. A Java process
 * cannot do that for itself: it does not notice that whoever started it has died, least of all while it is stopped.
 *
 * It is in a session of its own, so that a Ctrl-C that is meant for us reaches neither it nor the brokers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';

/** Lines on its input: `watch PID` and `forget PID`; then the end. Its argument is the folder. */
const SCRIPT = `
watched=
while read -r word pid; do
  others=
  for each in $watched; do [ "$each" = "$pid" ] || others="$others $each"; done
  watched=$others
  [ "$word" = forget ] || watched="$watched $pid"
done
[ -z "$watched" ] || kill -KILL $watched
for again in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
  sleep 0.2 2>/dev/null || sleep 1
done
`;

export class Warden {
  private readonly shell: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(folder: string) {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT, 'rendezvous-warden', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.ended = once(this.shell, 'exit').catch(() => undefined);
    this.shell.unref();
    // Nobody reads any more: it has been killed, and the brokers are watched by the ledger alone.
    this.shell.stdin?.on('error', () => undefined);
    if (this.shell.stdin instanceof Socket) this.shell.stdin.unref();
  }

  get pid(): number | undefined {
    return this.shell.pid;
  }

  watch(pid: number): void {
    this.shell.stdin?.write(`watch ${pid}\n`);
  }

  forget(pid: number): void {
    this.shell.stdin?.write(`forget ${pid}\n`);
  }

  /** Lets it do its work now; resolves when it is gone. */
  async dismiss(): Promise<void> {
    this.shell.ref();
    this.shell.stdin?.end();
    await this.ended;
  }
}
