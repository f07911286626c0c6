/**
 * All sockets of one kafkajs client: where they come from, and how they end.
 *
 * kafkajs leaves Nagle's algorithm on, so that a small message may wait for the acknowledgement of the one before; ours
 * go out at once. And kafkajs has no way to give up: closing waits for answers that a stopped broker never sends, and a
 * `send()` that is under way connects again after a close. `cut` is that way: every socket is destroyed and no new one
 * is made, so that whatever was not written yet stays unwritten.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

export class Sockets {
  /** How many connections have ended so far: whoever sees it grow cannot be sure what arrived. */
  ended = 0;
  private readonly open = new Set<Socket>();
  private isCut = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.isCut) throw new Error('this client is closed');
    // A server name must not be an IP address (RFC 6066).
    const serverName = isIP(host) ? {} : { servername: host };
    const socket = ssl
      ? connectTls({ host, port, ...serverName, ...ssl }, onConnect)
      : connect({ host, port }, onConnect);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.watch(socket);
    return socket;
  };

  cut(): void {
    this.isCut = true;
    // With an error, because kafkajs does not listen to a plain close and would wait for answers.
    for (const socket of this.open) socket.destroy(new Error('this client is closed'));
  }

  private watch(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => {
      this.open.delete(socket);
      this.ended++;
    });
  }
}
