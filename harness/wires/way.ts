/**
 * One direction of one connection: what comes from one socket goes to the other, as late as the wire says, and in the
 * order in which it came.
 *
 * Like a cable it holds what is under way: an added delay is a latency and no limit of the rate, and what a cut holds up
 * goes on when it is over, also if whoever sent it has given up meanwhile. The end of a stream and a reset are things
 * that travel, like bytes. When too much is under way nothing more is taken from the sender, whose own socket fills up
 * then.
 *
 * Loss of single packets is not imitated, nor that TCP waits ever longer before it tries a cut cable again: after a cut,
 * what was held goes on at once. Timers make an added delay right to about a millisecond, and never too short.
 */
import type { Socket } from 'node:net';

/** What all directions of a wire have in common. */
export interface Conditions {
  readonly isCut: boolean;
  readonly addMs: number;
  /** These bytes have come, and are late by an added delay, or held up by a cut, or neither. */
  onTaken(bytes: number): void;
}

/** As much as a generous TCP window. */
const UNDER_WAY_BYTES = 4_194_304;

type Cargo = Buffer | 'end' | 'reset';

interface Parcel {
  readonly cargo: Cargo;
  readonly dueMs: number;
}

export class Way {
  private readonly conditions: Conditions;
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly onHandedOn: (bytes: number) => void;
  private parcels: Parcel[] = [];
  private bytes = 0;
  private lastDueMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isBlocked = false;
  private hasEnded = false;

  /** @param notBeforeMs when the first may arrive, by `performance.now()` */
  constructor(
    conditions: Conditions,
    from: Socket,
    to: Socket,
    notBeforeMs: number,
    onHandedOn: (bytes: number) => void,
  ) {
    this.conditions = conditions;
    this.from = from;
    this.to = to;
    this.lastDueMs = notBeforeMs;
    this.onHandedOn = onHandedOn;
    from.on('data', (chunk) => this.takeBytes(Buffer.from(chunk)));
    from.once('end', () => this.takeEnd('end'));
    from.once('close', () => this.takeEnd('reset'));
    to.on('drain', () => this.goOn());
    from.resume();
  }

  get underWayBytes(): number {
    return this.bytes;
  }

  /** Hands on what is due and sees to the rest. To be called when a cut is over. */
  handOn(): void {
    clearTimeout(this.timer);
    let handed = 0;
    for (const { cargo, dueMs } of this.parcels) {
      if (this.conditions.isCut || this.isBlocked) break;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.handOn(), Math.ceil(waitMs));
        break;
      }
      this.deliver(cargo);
      handed++;
    }
    if (handed > 0) this.parcels = this.parcels.slice(handed);
    if (this.bytes <= UNDER_WAY_BYTES / 2) this.from.resume();
  }

  private takeBytes(bytes: Buffer): void {
    this.conditions.onTaken(bytes.length);
    this.bytes += bytes.length;
    if (this.bytes > UNDER_WAY_BYTES) this.from.pause();
    this.take(bytes);
  }

  /** A socket that closes without having ended was reset. */
  private takeEnd(how: 'end' | 'reset'): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.take(how);
  }

  private take(cargo: Cargo): void {
    // What came before goes before, also when the delay has become shorter meanwhile.
    this.lastDueMs = Math.max(this.lastDueMs, performance.now() + this.conditions.addMs);
    this.parcels.push({ cargo, dueMs: this.lastDueMs });
    if (this.parcels.length === 1) this.handOn();
  }

  private deliver(cargo: Cargo): void {
    if (cargo === 'end') this.to.end();
    else if (cargo === 'reset') reset(this.to);
    else {
      this.bytes -= cargo.length;
      this.onHandedOn(cargo.length);
      this.isBlocked = !this.to.destroyed && !this.to.write(cargo);
    }
  }

  private goOn(): void {
    this.isBlocked = false;
    this.handOn();
  }
}

function reset(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
