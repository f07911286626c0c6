/**
 * Colours by meaning, as CSS custom properties with a fallback: the page's style sheet gives each its light and its
 * dark shade, and without any style sheet (a strict content policy, a lone SVG) the fallback is legible on white.
 *
 * The shades follow Okabe and Ito, darkened or lightened until they stand out 3 : 1 from their ground. Whoever uses
 * a colour to tell two things apart also uses a dash pattern or a label.
 */

export const INK = 'var(--ink,#1b2026)';
export const MUTED = 'var(--muted,#59636e)';
export const RULE = 'var(--rule,#d9dee3)';
export const PAPER = 'var(--paper,#ffffff)';
export const BAD = 'var(--bad,#c43d00)';
export const FAULT = 'var(--fault,#c43d00)';
export const NEUTRAL = 'var(--neutral,#8a929c)';

/** How one thing is drawn in every chart of a page. */
export interface Stroke {
  readonly color: string;
  /** Lengths of dash and gap; empty for a solid line. */
  readonly dash: readonly number[];
}

const SERIES = [
  'var(--s1,#0072b2)',
  'var(--s2,#c27400)',
  'var(--s3,#00835f)',
  'var(--s4,#a64d86)',
  'var(--s5,#3c93c8)',
  'var(--s6,#7a6a00)',
] as const;
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** The n-th of several lines: no two of the first 24 are alike, and neighbours differ in dash as well as in colour. */
export function strokeOf(index: number): Stroke {
  const round = Math.floor(index / SERIES.length);
  return {
    color: SERIES[index % SERIES.length] ?? INK,
    dash: DASHES[(index + round) % DASHES.length] ?? [],
  };
}

/** One stroke per model, decoys and canaries included, the same in every chart; the default and nobody stand apart. */
export function strokesOf(names: readonly string[]): (name: string) => Stroke {
  const known = new Map(names.map((name, index) => [name, strokeOf(index)]));
  return (name) => known.get(name) ?? { color: NEUTRAL, dash: [4, 2] };
}
