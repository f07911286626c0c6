/**
 * How many requests a second a source sends, as a function of time.
 *
 * Every rate of the language is a row of pieces: within one the rate runs along a straight line (constant, ramp,
 * steps, the stays of bursts) or along a sine (daily). That is all that arrivals need: the area under a piece, which is
 * the number of requests to be expected, and the instant at which the area reaches a given number.
 *
 * Rates are per µs in here. Surges and silences are not part of a rate; they stand in request-clock.ts.
 */
import type { Rate } from '../scenarios/scenario.ts';
import type { Stream } from './stream.ts';

export type Piece = LinePiece | SinePiece;

export interface LinePiece {
  readonly kind: 'line';
  readonly fromUs: number;
  /** Infinity in the last piece. */
  readonly toUs: number;
  /** At `fromUs`. */
  readonly perUs: number;
  /** Change of the rate in a µs. */
  readonly slope: number;
}

/** rate(t) = mean + amplitude × sin(2πt / period) */
export interface SinePiece {
  readonly kind: 'sine';
  readonly fromUs: number;
  readonly toUs: number;
  readonly mean: number;
  readonly amplitude: number;
  readonly radiansPerUs: number;
}

/** The pieces of a rate, one after the other, from time 0 without end. */
export class RatePieces {
  private readonly rate: Rate;
  private readonly stays: Stream;
  private ordinal = 0;
  private endUs = 0;

  /** `stays`: by which the stays of bursts are drawn, number i for the i-th stay. */
  constructor(rate: Rate, stays: Stream) {
    this.rate = rate;
    this.stays = stays;
  }

  /** The next piece; nothing after one that lasts to Infinity. */
  next(): Piece | undefined {
    if (this.endUs === Infinity) return undefined;
    const piece = this.piece(this.rate, this.ordinal);
    this.ordinal += 1;
    this.endUs = piece.toUs;
    return piece;
  }

  private piece(rate: Rate, ordinal: number): Piece {
    switch (rate.kind) {
      case 'constant':
        return this.line(rate.perSecond, Infinity);
      case 'ramp':
        return ordinal === 0 && rate.overUs > 0 ? this.ramp(rate) : this.line(rate.to, Infinity);
      case 'steps':
        return this.step(rate, ordinal);
      case 'daily':
        return daily(rate);
      case 'bursts':
        return this.stay(rate, ordinal);
    }
  }

  private line(perSecond: number, forUs: number): Piece {
    return { kind: 'line', fromUs: this.endUs, toUs: this.endUs + forUs, perUs: perSecond / 1e6, slope: 0 };
  }

  private ramp(rate: Rate & { kind: 'ramp' }): Piece {
    const slope = (rate.to - rate.from) / 1e6 / rate.overUs;
    return { kind: 'line', fromUs: 0, toUs: rate.overUs, perUs: rate.from / 1e6, slope };
  }

  /** The last step holds for ever. */
  private step(rate: Rate & { kind: 'steps' }, ordinal: number): Piece {
    const step = rate.steps[ordinal];
    return this.line(step?.perSecond ?? 0, ordinal < rate.steps.length - 1 ? (step?.forUs ?? 0) : Infinity);
  }

  /** Calm and burst in turn, for exponential times of at least 1 µs (so that time goes on); calm first. */
  private stay(rate: Rate & { kind: 'bursts' }, ordinal: number): Piece {
    if (rate.calm === rate.burst) return this.line(rate.calm, Infinity);
    const calm = ordinal % 2 === 0;
    const meanUs = calm ? rate.calmForUs : rate.burstForUs;
    return this.line(
      calm ? rate.calm : rate.burst,
      Math.max(1, -meanUs * Math.log(this.stays.uniform(ordinal))),
    );
  }
}

function daily(rate: Rate & { kind: 'daily' }): Piece {
  if (rate.peak > 2 * rate.mean) {
    throw new RangeError(
      `cannot make a daily rate: the peak must be at most twice the mean of ${rate.mean}/s, but is ${rate.peak}/s`,
    );
  }
  return {
    kind: 'sine',
    fromUs: 0,
    toUs: Infinity,
    mean: rate.mean / 1e6,
    amplitude: (rate.peak - rate.mean) / 1e6,
    radiansPerUs: (2 * Math.PI) / rate.periodUs,
  };
}

/** Whether no request ever comes in this piece. */
export function isSilent(piece: Piece): boolean {
  return piece.kind === 'line' ? piece.perUs === 0 && piece.slope === 0 : piece.mean === 0;
}

/** The number of requests to be expected from `fromUs` to `toUs`, both within the piece. */
export function expected(piece: Piece, fromUs: number, toUs: number): number {
  if (isSilent(piece)) return 0;
  if (toUs === Infinity) return Infinity;
  if (piece.kind === 'sine') return sineArea(piece, toUs) - sineArea(piece, fromUs);
  const spanUs = toUs - fromUs;
  return spanUs * (lineRate(piece, fromUs) + 0.5 * piece.slope * spanUs);
}

/**
 * The instant by which, counted from `fromUs`, this many requests are to be expected; `hintUs` is one shortly before it,
 * from which a search may begin.
 */
export function instantOf(piece: Piece, fromUs: number, count: number, hintUs: number): number {
  if (piece.kind === 'sine') return sineInstant(piece, sineArea(piece, fromUs) + count, hintUs);
  // Where a ramp begins at rate 0, "now" is 0 requests divided by a rate of 0.
  if (count === 0) return fromUs;
  const perUs = lineRate(piece, fromUs);
  if (piece.slope === 0) return fromUs + count / perUs;
  const square = Math.max(0, perUs * perUs + 2 * piece.slope * count);
  return fromUs + (2 * count) / (perUs + Math.sqrt(square));
}

function lineRate(piece: LinePiece, nowUs: number): number {
  return piece.perUs + piece.slope * (nowUs - piece.fromUs);
}

function sineArea(piece: SinePiece, nowUs: number): number {
  const swing = piece.amplitude / piece.radiansPerUs;
  return piece.mean * nowUs + swing * (1 - Math.cos(piece.radiansPerUs * nowUs));
}

/**
 * Newton's method, held within a bracket that each step narrows: at the trough of a sine that touches zero the rate
 * gives no direction, and the bracket is halved instead. The swing of the area above mean × t is between 0 and twice
 * amplitude / ω, which gives the first bracket. A step of length s leaves an error of about s² × slope / (2 × rate), so
 * gaps that are short against the period need one step from the instant before.
 */
function sineInstant(piece: SinePiece, target: number, hintUs: number): number {
  let low = (target - (2 * piece.amplitude) / piece.radiansPerUs) / piece.mean;
  let high = target / piece.mean;
  let t = Math.max(low, Math.min(high, hintUs));
  for (let i = 0; i < 100; i++) {
    const excess = sineArea(piece, t) - target;
    if (excess > 0) high = t;
    else low = t;
    const rate = sineRate(piece, t);
    const newton = t - excess / rate;
    const isWithin = newton >= low && newton <= high;
    const stepUs = isWithin ? newton - t : 0.5 * (low + high) - t;
    t += stepUs;
    const bend = (piece.amplitude * piece.radiansPerUs * Math.abs(stepUs)) / rate;
    if ((isWithin && bend < 0.01 && bend * Math.abs(stepUs) < PRECISION_US) || high - low < PRECISION_US)
      break;
  }
  return t;
}

/** Instants are rounded to whole µs later. */
const PRECISION_US = 0.002;

function sineRate(piece: SinePiece, nowUs: number): number {
  return piece.mean + piece.amplitude * Math.sin(piece.radiansPerUs * nowUs);
}
