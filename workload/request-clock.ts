/**
 * A clock that counts requests instead of seconds: it runs as fast as the source's rate, so it shows n when n
 * requests are to be expected, and a Poisson source is one whose gaps on this clock are exponential with mean 1.
 *
 * This is what lets a surge or a silence move nobody's draws: the gaps belong to the requests, the fault only makes the
 * clock run faster or stand. For a trace the clock counts recorded microseconds and runs at the trace's speed.
 */
import type { Fault } from '../scenarios/scenario.ts';
import { expected, instantOf, isSilent, type Piece, type RatePieces } from './rate.ts';
import { Windows } from './windows.ts';

/** From here to the next one the rate is multiplied by `factor`. */
interface Pace {
  readonly fromUs: number;
  readonly factor: number;
}

export class RequestClock {
  private readonly pieces: RatePieces;
  private readonly paces: readonly Pace[];
  /** Nothing that comes at this time or later is wanted. */
  private readonly endUs: number;
  private piece: Piece | undefined;
  private pace = 0;
  // The stretch in hand: one piece of the rate at one pace.
  private fromUs = 0;
  private toUs = 0;
  private factor = 1;
  private shownAtStart = 0;
  private shownAtEnd = 0;
  /** Above 0: the rate is constant in this stretch, which needs no more than a division. */
  private constantPerUs = 0;
  /** The last instant that was searched for. */
  private lastUs = 0;

  constructor(pieces: RatePieces, paces: readonly Pace[], endUs: number) {
    this.pieces = pieces;
    this.paces = paces;
    this.endUs = endUs;
    this.piece = pieces.next();
    this.enter(0);
  }

  /** The instant (µs, not rounded) at which the clock shows `reading`, Infinity for never; readings must not descend. */
  instantOf(reading: number): number {
    while (reading >= this.shownAtEnd) if (!this.advance()) return Infinity;
    const since = reading - this.shownAtStart;
    if (this.constantPerUs > 0) return this.fromUs + since / this.constantPerUs;
    if (this.piece === undefined) return Infinity;
    this.lastUs = instantOf(this.piece, this.fromUs, since / this.factor, Math.max(this.fromUs, this.lastUs));
    return this.lastUs;
  }

  /** Goes on to the next stretch; false where there is none in which a request can come. */
  private advance(): boolean {
    const nowUs = this.toUs;
    if (nowUs >= this.endUs) return false;
    if (this.piece !== undefined && nowUs >= this.piece.toUs) this.piece = this.pieces.next();
    if (this.piece === undefined) return false;
    if (nowUs >= this.paceEndUs()) this.pace += 1;
    this.enter(nowUs);
    return true;
  }

  private enter(nowUs: number): void {
    const piece = this.piece;
    if (piece === undefined) return;
    this.fromUs = nowUs;
    this.factor = this.paces[this.pace]?.factor ?? 1;
    // A stop without end is one stretch: bursts would go on making pieces under it for ever.
    const stopped = this.factor === 0;
    this.toUs = stopped ? this.paceEndUs() : Math.min(piece.toUs, this.paceEndUs());
    this.shownAtStart = this.shownAtEnd;
    if (stopped) this.skipPieces(this.toUs);
    else this.shownAtEnd += this.factor * expected(piece, nowUs, this.toUs);
    const constant = !stopped && piece.kind === 'line' && piece.slope === 0 && !isSilent(piece);
    this.constantPerUs = constant ? piece.perUs * this.factor : 0;
  }

  /** To the piece that holds `nowUs`. */
  private skipPieces(nowUs: number): void {
    if (nowUs === Infinity) return;
    while (this.piece !== undefined && this.piece.toUs <= nowUs) this.piece = this.pieces.next();
  }

  private paceEndUs(): number {
    return this.paces[this.pace + 1]?.fromUs ?? Infinity;
  }
}

/** What surges and silences make of a source's rate over time; the factors of surges at the same time multiply. */
export function pacesOf(source: number, faults: readonly Fault[]): readonly Pace[] {
  const changes = faults.flatMap((fault) => factorOf(source, fault));
  const instants = changes.flatMap((change) => change.windows.edgesUs());
  const paces: Pace[] = [];
  for (const fromUs of [0, ...instants.toSorted((a, b) => a - b)]) {
    if (fromUs === Infinity || fromUs === paces.at(-1)?.fromUs) continue;
    const inForce = changes.filter((change) => change.windows.contains(fromUs));
    paces.push({ fromUs, factor: inForce.reduce((product, change) => product * change.factor, 1) });
  }
  return paces;
}

function factorOf(source: number, fault: Fault): { factor: number; windows: Windows }[] {
  const { hardship } = fault;
  if (hardship.kind !== 'surge' && hardship.kind !== 'silence') return [];
  if (hardship.source !== source) return [];
  return [{ factor: hardship.kind === 'surge' ? hardship.factor : 0, windows: new Windows(fault.windows) }];
}
