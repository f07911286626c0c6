/** A difference and its interval against no difference, as a small picture for a row of a table. */
import type { MeasureComparison } from '../../measure/comparison/comparison.ts';
import { html, type Markup, NOTHING } from '../page/markup.ts';

const WIDTH = 144;

/** Dark where it is beyond chance, pale where it is not; nothing where there is no interval. */
export function differenceGlyph({ difference, low, high, counted, found }: MeasureComparison): Markup {
  if (difference === null || counted || found === 'same' || found === 'unknown') return NOTHING;
  const reach = Math.max(Math.abs(difference), Math.abs(low ?? 0), Math.abs(high ?? 0)) || 1;
  const place = (value: number): string => (WIDTH / 2 + (value / reach) * (WIDTH / 2 - 8)).toFixed(1);
  const [from, to] = [low === null ? 0 : Number(place(low)), high === null ? WIDTH : Number(place(high))];
  const color = found === 'noise' ? 'var(--neutral,#8a929c)' : 'var(--ink,#1b2026)';
  return html`<svg class="glyph" viewBox="0 0 ${WIDTH} 20" width="${WIDTH}" height="20" aria-hidden="true"><line x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="20" stroke="var(--muted,#59636e)" stroke-width="1.5"/><line x1="${from}" x2="${to}" y1="10" y2="10" stroke="${color}" stroke-width="6" stroke-opacity="0.4"/><circle cx="${place(difference)}" cy="10" r="4" fill="${color}"/></svg>`;
}
