/**
 * All sockets of one kafkajs client: where they come from, and how they end.
 *
 * kafkajs leaves Nagle's algorithm on, so that a small message may wait for the acknowledgement of the one before; ours
 * go out at once. And kafkajs never gives a connection up: it sends a request again on the socket that has not answered,
 * and asks for new metadata wherever it is still connected, if need be at the stopped broker itself, for ever. `drop` ends
 * the connections to one broker and refuses new ones for a moment, so that the next request looks for another way.
 *
 * Nor can kafkajs give up as a whole: closing waits for answers that never come, and a `send()` that is under way
 * connects again after a close. `cut` destroys every socket and lets no new one be made, so that whatever was not written
 * yet stays unwritten.
 *
 * Where the client has a wire (`harness/wires/`), every connection is made to that one and says in its first line which
 * broker it wants. What follows, TLS too, is between us and the broker.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import { hasJustStoodStill } from './standstill.ts';

const KEEP_ALIVE_MS = 60_000;
const SHUNNED_FOR_MS = 1_000;

export class Sockets {
  /** How many connections have ended so far: whoever sees it grow cannot be sure what arrived. */
  ended = 0;
  /** What the system said when a connection failed, last. */
  lastError: Error | undefined;
  /** With the address of the broker, as kafkajs names it. */
  private readonly open = new Map<Socket, string>();
  /** Until when a broker that did not answer is not connected to again. */
  private readonly shunnedUntilMs = new Map<string, number>();
  private readonly via: string | undefined;
  private isCut = false;

  constructor(via?: string) {
    this.via = via;
  }

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const broker = `${host}:${port}`;
    if (this.isCut) throw new Error('this client is closed');
    if (performance.now() < (this.shunnedUntilMs.get(broker) ?? 0))
      throw new Error('it did not answer just now');
    // A server name must not be an IP address (RFC 6066).
    const serverName = isIP(host) ? {} : { servername: host };
    const plain = this.via === undefined ? connect({ host, port }) : wired(this.via, broker);
    plain.setNoDelay(true);
    plain.setKeepAlive(true, KEEP_ALIVE_MS);
    const socket = ssl ? connectTls({ socket: plain, host, ...serverName, ...ssl }, onConnect) : plain;
    if (socket === plain) socket.once('connect', onConnect);
    this.watch(socket, broker);
    return socket;
  };

  /**
   * Ends the connections to this broker (`host:port`), which has not answered; but not where it was this process that stood
   * still, for then the answer is there and only has to be read.
   */
  drop(broker: string): void {
    if (hasJustStoodStill()) return;
    this.shunnedUntilMs.set(broker, performance.now() + SHUNNED_FOR_MS);
    // With an error, because kafkajs does not listen to a plain close and would wait for answers.
    for (const [socket, address] of this.open) {
      if (address === broker) socket.destroy(new Error('the broker has not answered in time'));
    }
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.open.keys()) socket.destroy(new Error('this client is closed'));
  }

  private watch(socket: Socket, broker: string): void {
    this.open.set(socket, broker);
    socket.once('error', (error) => {
      if ('code' in error) this.lastError = error;
    });
    socket.once('close', () => {
      this.open.delete(socket);
      this.ended++;
    });
  }
}

function wired(via: string, broker: string): Socket {
  const at = via.lastIndexOf(':');
  const socket = connect({ host: via.slice(0, at), port: Number(via.slice(at + 1)) });
  socket.write(`${broker}\n`);
  return socket;
}
