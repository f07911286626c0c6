/** What each fault did: when it was in force, what answers looked like meanwhile, who fell behind, and what it cost. */
import type { RunResult } from '../../measure/result.ts';
import { type FaultCount, LOST } from '../fault-counts.ts';
import { faultEffects } from '../fault-effects.ts';
import { count } from '../numbers.ts';
import { unbroken } from '../plain-text.ts';
import { faultEffect, faultSpan, recoverySaid } from '../sentences.ts';
import { facts, section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const COLUMNS = [
  { head: 'Fault' },
  { head: 'Bit' },
  { head: 'Healed' },
  { head: 'As usual again' },
  { head: 'What it did' },
  { head: 'Counted' },
];

const CAPTION =
  'Answers to requests that arrived inside a fault, against those outside all faults; two faults at once share their effect.';

const MEANINGS = [
  [
    'Bit',
    'something met the fault: a process that it stopped, a service that began under it, a request that it changed',
  ],
  ['Healed', 'the fault was lifted, and whom it struck ran again; what was lost meanwhile stays lost'],
  [
    'As usual again',
    'how long after its end answers were, at three points of the charts in a row, as good as at the worst one before the first fault, and whom it struck was no more than a second of arrivals behind',
  ],
] as const;

export function faults(result: RunResult): Markup {
  const rows = faultEffects(result).map(({ name, fault, effect: measured }) => {
    const effect = faultEffect(fault, measured);
    return [
      html`${name}<div class="why">${faultSpan(fault, result)}</div>`,
      fault.bitten ? 'yes' : 'no',
      html`${fault.healed ? 'yes' : 'no'}${stayLost(measured.counts)}`,
      recoverySaid(measured.recovery),
      effect.length === 0 ? 'no effect to see' : unbroken(effect.join('; ')),
      counts(measured.counts),
    ];
  });
  if (rows.length === 0) return NOTHING;
  return section('faults', 'Faults', table(CAPTION, COLUMNS, rows), facts(MEANINGS));
}

/** So that nobody takes a fault that is over for one that left nothing behind. */
function stayLost(all: readonly FaultCount[]): Markup {
  const lost = all.filter(({ what }) => what === LOST).reduce((sum, { n }) => sum + n, 0);
  return lost === 0 ? NOTHING : html`<div class="why">${count(lost)} stay lost</div>`;
}

function counts(all: readonly FaultCount[]): Markup {
  if (all.length === 0) return html`nothing late or lost`;
  const groups = [...Map.groupBy(all, ({ of }) => of)];
  return html`${groups.map(
    ([of, some]) =>
      html`<div>${some.map(({ n, what }) => `${count(n)} ${what}`).join(', ')} <span class="why">${of}</span></div>`,
  )}`;
}
