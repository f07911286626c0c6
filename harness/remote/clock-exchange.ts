/**
 * How the clock of another machine stands to ours, from words that went there and back, as NTP has it: the answer was
 * given at some instant between the sending and the return, so halfway is wrong by at most half of the way. The quickest
 * exchange of several says it best. No symmetry is assumed: the bound holds however long either way took.
 *
 * Clocks also drift. So it is measured when a role joins and when it leaves, and what lies between both is part of the bound.
 */
import type { RoleClock } from '../accounting/collect.ts';

export interface Exchange {
  readonly sentUs: number;
  /** By the other clock. */
  readonly thereUs: number;
  readonly backUs: number;
}

/** By the quickest of them; undefined where there is none. */
export function clockBy(exchanges: readonly Exchange[]): RoleClock | undefined {
  const [best] = exchanges.toSorted((a, b) => a.backUs - a.sentUs - (b.backUs - b.sentUs));
  if (best === undefined) return undefined;
  const { sentUs, thereUs, backUs } = best;
  return { offsetUs: Math.round((sentUs + backUs) / 2 - thereUs), boundUs: Math.ceil((backUs - sentUs) / 2) };
}

/** One offset for the whole time between two measurements, with a bound that holds at both and on every way between. */
export function clockBetween(joining: RoleClock, leaving: RoleClock): RoleClock {
  const low = Math.min(joining.offsetUs - joining.boundUs, leaving.offsetUs - leaving.boundUs);
  const high = Math.max(joining.offsetUs + joining.boundUs, leaving.offsetUs + leaving.boundUs);
  return { offsetUs: Math.round((low + high) / 2), boundUs: Math.ceil((high - low) / 2) };
}
