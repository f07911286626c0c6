/**
 * The middle of a wire: the port at which its client comes in, the connections that it has, and what is wrong with all
 * of them at the moment.
 *
 * A connection says in its first line which broker it wants (`host:port`), and from then on everything is the client's
 * and the broker's. So a wire needs to know no broker beforehand, and one that joins the cluster later is reached as
 * well. It listens for this machine alone.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Address, Link } from './link.ts';
import type { Tally } from './tally.ts';
import type { Conditions } from './way.ts';

const HOST = '127.0.0.1';
/** Names of hosts have at most 253 characters. */
const FIRST_LINE_BYTES = 300;
const NEW_LINE = 10;
const LAST_PORT = 65_535;

export class Exchange implements Conditions {
  isCut = false;
  addMs = 0;
  private readonly links = new Set<Link>();
  private sentBytes = 0;
  private receivedBytes = 0;
  private delayedBytes = 0;
  private heldBytes = 0;
  private heldConnections = 0;

  /** Gives back the address, `host:port`. */
  async open(): Promise<string> {
    const server = createServer({ allowHalfOpen: true }, (client) => {
      untilFirstLine(client, (address) => this.connect(client, address));
    });
    server.listen(0, HOST);
    await once(server, 'listening');
    return `${HOST}:${portOf(server)}`;
  }

  cut(): void {
    this.isCut = true;
    for (const link of this.links) this.heldBytes += link.underWayBytes;
  }

  mend(): void {
    this.isCut = false;
    for (const link of this.links) link.goOn();
  }

  onTaken(bytes: number): void {
    if (this.isCut) this.heldBytes += bytes;
    if (this.addMs > 0) this.delayedBytes += bytes;
  }

  tally(): Tally {
    const { sentBytes, receivedBytes, delayedBytes, heldBytes, heldConnections } = this;
    const connections = this.links.size;
    return { connections, sentBytes, receivedBytes, delayedBytes, heldBytes, heldConnections };
  }

  private connect(client: Socket, address: Address): void {
    if (this.isCut) this.heldConnections++;
    const link: Link = new Link(client, address, this, {
      onSent: (bytes) => {
        this.sentBytes += bytes;
      },
      onReceived: (bytes) => {
        this.receivedBytes += bytes;
      },
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
  }
}

/** Reads it and leaves the rest in the socket, paused. Who says nothing of the kind is not ours. */
function untilFirstLine(client: Socket, then: (address: Address) => void): void {
  let said = Buffer.alloc(0);
  const hear = (chunk: Buffer) => {
    said = Buffer.concat([said, chunk]);
    const end = said.indexOf(NEW_LINE);
    if (end < 0 && said.length <= FIRST_LINE_BYTES) return;
    client.off('data', hear).off('error', leave).off('end', leave).pause();
    const address = addressIn(said.toString('utf8', 0, Math.max(0, end)));
    if (address === undefined) return leave();
    if (end + 1 < said.length) client.unshift(said.subarray(end + 1));
    then(address);
  };
  const leave = () => {
    client.destroy();
  };
  client.on('data', hear).on('error', leave).on('end', leave);
}

function addressIn(line: string): Address | undefined {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(line) ?? [];
  const port = Number(digits);
  return host === undefined || port > LAST_PORT ? undefined : { host, port };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  return address.port;
}
