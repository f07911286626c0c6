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

/** A decoy and a canary look the same on every page, whoever else takes part. */
export const DECOY = 'var(--decoy,#7d5a4a)';
const CANARY = 'var(--canary,#7a6a00)';

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
] as const;
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** The n-th of several lines: no two of the first 20 are alike, and neighbours differ in dash as well as in colour. */
export function strokeOf(index: number): Stroke {
  return { color: SERIES[index % SERIES.length] ?? INK, dash: dashOf(index) };
}

function dashOf(index: number): readonly number[] {
  return DASHES[index % DASHES.length] ?? [];
}

/** Who takes part in a run, in the scenario's order. */
export interface Cast {
  readonly models: Readonly<Record<string, { readonly role: string }>>;
  readonly decoys: Readonly<Record<string, unknown>>;
}

/**
 * One stroke per model by its place in the scenario, so that it looks the same in every chart and in every run of it.
 * Decoys and canaries have colours of their own and take none away from the others; the default and nobody stand apart.
 */
export function strokesOf({ models, decoys }: Cast): (name: string) => Stroke {
  const names = Object.keys(models).filter((name) => !Object.hasOwn(decoys, name));
  const isCanary = (name: string): boolean => models[name]?.role === 'canary';
  const one = (color: string) => (name: string, index: number) =>
    [name, { color, dash: dashOf(index) }] as const;
  const known = new Map<string, Stroke>([
    ...names.filter((name) => !isCanary(name)).map((name, index) => [name, strokeOf(index)] as const),
    ...names.filter(isCanary).map(one(CANARY)),
    ...Object.keys(decoys).map(one(DECOY)),
  ]);
  return (name) => known.get(name) ?? { color: NEUTRAL, dash: [4, 2] };
}
