/** Known defects of rendezvous implementations that the run shows: what was seen, where first, and what to do. */
import type { RunResult } from '../../measure/result.ts';
import { findingEvidence, findingSentence } from '../sentences.ts';
import { section } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function findings(result: RunResult): Markup {
  if (result.findings.length === 0) return NOTHING;
  const items = result.findings.map(
    (finding) =>
      html`<div class="finding"><p><strong>${findingSentence(finding, result)}.</strong></p>
<p>${withCode(finding.whatToDo)}</p>
<ul>${findingEvidence(finding).map((seen) => html`<li>${seen}</li>`)}</ul></div>`,
  );
  const lead = html`<p class="lead">Each is told by its traces in what was measured; the first of these are named.</p>`;
  return section('findings', 'Findings: known defects that this run shows', lead, ...items);
}

/** What stands between two backticks is code, as in Markdown; a single one is a mark like any other. */
function withCode(text: string): Markup {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
