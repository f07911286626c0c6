/** A TCP server that keeps what its clients say, and a client that reaches it through a wire. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Listening {
  /** What each client has said so far, and how it ended. */
  readonly heard: { text: string; bytes: number; end: 'open' | 'ended' | 'reset' }[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /** `reply` gets every chunk and the socket that it came from. */
  private constructor(reply: (socket: Socket, chunk: Buffer) => void) {
    this.server = createServer((socket) => {
      const client = { text: '', bytes: 0, end: 'open' as 'open' | 'ended' | 'reset' };
      this.heard.push(client);
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('data', (chunk) => {
        client.bytes += chunk.length;
        if (client.bytes < 100_000) client.text += String(chunk);
        reply(socket, chunk);
      });
      socket.on('end', () => {
        client.end = 'ended';
      });
      socket.on('error', () => {
        client.end = 'reset';
      });
    });
  }

  static async open(reply: (socket: Socket, chunk: Buffer) => void, port = 0): Promise<Listening> {
    const made = new Listening(reply);
    made.server.listen(port, '127.0.0.1');
    await once(made.server, 'listening');
    return made;
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** Like the end of a process: its connections end with it. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

export function echo(socket: Socket, chunk: Buffer): void {
  socket.write(chunk);
}

/** What a client hears, and when it heard the last of it. */
export class Speaking {
  readonly socket: Socket;
  text = '';
  heardAtMs = 0;
  end: 'open' | 'ended' | 'reset' = 'open';

  constructor(via: string, port: number) {
    const [host = '', doorPort] = via.split(':');
    this.socket = connect({ host, port: Number(doorPort), noDelay: true });
    this.socket.write(`127.0.0.1:${port}\n`);
    this.socket.on('data', (chunk) => {
      this.text += String(chunk);
      this.heardAtMs = performance.now();
    });
    this.socket.on('end', () => {
      if (this.end === 'open') this.end = 'ended';
    });
    this.socket.on('error', () => {
      this.end = 'reset';
    });
  }

  say(text: string | Buffer): void {
    this.socket.write(text);
  }
}
