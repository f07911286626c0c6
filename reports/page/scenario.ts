/** The scenario as it was resolved, folded away, to be copied and run. */
import { stringify } from 'yaml';
import type { RunResult } from '../../measure/result.ts';
import { folded, section } from './elements.ts';
import { html, type Markup } from './markup.ts';

export function scenario({ scenario: { resolved } }: RunResult): Markup {
  const text = stringify(resolved, { lineWidth: 0, aliasDuplicateObjects: false });
  const lead = html`<p class="lead">As it was run: what it extends, its variables and all options put in, and every default written out.</p>`;
  const block = html`<pre tabindex="0" role="region" aria-label="Resolved scenario" data-copy="the scenario">${text}</pre>`;
  return section('scenario', 'The scenario', lead, folded('The scenario, resolved', block));
}
