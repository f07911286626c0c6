/** What each fault did: when it was in force, what answers looked like meanwhile, who fell behind. */
import type { RunResult } from '../../measure/result.ts';
import { faultEffects } from '../fault-effects.ts';
import { faultEffect, faultSpan } from '../sentences.ts';
import { section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function faults(result: RunResult): Markup {
  const rows = faultEffects(result).map(({ name, fault, effect: measured }) => {
    const effect = faultEffect(fault, measured);
    return [
      html`${name}<div class="why">${faultSpan(fault, result)}</div>`,
      fault.bitten ? 'yes' : 'no',
      fault.healed ? 'yes' : 'no',
      effect.length === 0 ? 'no effect to see' : effect.join('; '),
    ];
  });
  if (rows.length === 0) return NOTHING;
  const caption =
    'Answers to requests that arrived inside a fault, against those outside all faults; two faults at once share their effect.';
  const columns = [{ head: 'Fault' }, { head: 'Bit' }, { head: 'Healed' }, { head: 'What it did' }];
  return section('faults', 'Faults', table(caption, columns, rows));
}
