/**
 * One connection of a client to a broker, made of two: the client's to us, and ours to the broker.
 *
 * While the wire is cut no connection is made. The client believes that it is connected, since our own system has said
 * so, and waits for the broker's first word; one that gives up is forgotten, as on a cut cable nobody ever heard of it.
 * Under an added delay its first words wait for the handshake that they have skipped.
 */
import { Socket } from 'node:net';
import { type Conditions, Way } from './way.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface LinkPort {
  onSent(bytes: number): void;
  onReceived(bytes: number): void;
  onClosed(): void;
}

/** A handshake and the first words after it: there, back, and there. */
const TRIPS_UNTIL_HEARD = 3;
const KEEP_ALIVE_MS = 60_000;

export class Link {
  private readonly client: Socket;
  private readonly broker = new Socket({ allowHalfOpen: true });
  private readonly address: Address;
  private readonly up: Way;
  private readonly down: Way;
  private isMade = false;

  constructor(client: Socket, address: Address, conditions: Conditions, port: LinkPort) {
    this.client = client;
    this.address = address;
    const heardAtMs = performance.now() + TRIPS_UNTIL_HEARD * conditions.addMs;
    this.up = new Way(conditions, client, this.broker, heardAtMs, (bytes) => port.onSent(bytes));
    this.down = new Way(conditions, this.broker, client, 0, (bytes) => port.onReceived(bytes));
    this.watch(port);
    if (!conditions.isCut) this.make();
  }

  get underWayBytes(): number {
    return this.up.underWayBytes + this.down.underWayBytes;
  }

  /** The wire was cut, and is mended. */
  goOn(): void {
    if (!this.isMade) this.make();
    this.up.handOn();
    this.down.handOn();
  }

  private make(): void {
    this.isMade = true;
    this.broker.connect(this.address);
  }

  private watch({ onClosed }: LinkPort): void {
    let open = 2;
    for (const socket of [this.client, this.broker]) {
      socket.setNoDelay(true);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      // What it means is told by the close that follows.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open--;
        if (open === 0) onClosed();
      });
    }
    this.client.once('end', () => this.forgetUnmade());
    this.client.once('close', () => this.forgetUnmade());
  }

  private forgetUnmade(): void {
    if (this.isMade) return;
    this.client.destroy();
    this.broker.destroy();
  }
}
