/** The scenario as it was resolved, and all that is needed to have the same run again. */
import { stringify } from 'yaml';
import type { RunResult } from '../../measure/result.ts';
import { count, duration, plain } from '../numbers.ts';
import { hasFigures } from '../sentences.ts';
import { facts, folded, section } from './elements.ts';
import { html, type Markup } from './markup.ts';

export function again(result: RunResult): Markup {
  const { provenance, scenario, replications } = result;
  const { delayProfile: profile } = provenance;
  const delays = profile.provisional
    ? `${profile.name}, provisional: taken from published figures, not measured on a broker`
    : `${profile.name}, measured`;
  const text = stringify(scenario.resolved, { lineWidth: 0, aliasDuplicateObjects: false });
  return section(
    'again',
    'The scenario, and how to run it again',
    html`<p class="lead">Same resolved scenario, seed and version: the same result, byte for byte, but for what the clock says.</p>`,
    facts([
      ['Command', mono(provenance.command)],
      ['Scenario sha256', mono(scenario.sha256)],
      ['Seed', `${result.seed}${replications > 1 ? `, ${count(replications)} replications` : ''}`],
      ['Host', result.host === 'sim' ? 'simulator' : 'Kafka'],
      ['Delays', delays],
      ['Made with', `rendezvous-testbed ${provenance.version}, Node ${provenance.node}`],
      ['Started', `${provenance.startedAt}, took ${duration(provenance.wallMs)}`],
      ...(hasFigures(result) ? ofTheFigures(result) : []),
    ]),
    folded('The scenario, resolved', html`<pre tabindex="0" aria-label="Resolved scenario">${text}</pre>`),
  );
}

function ofTheFigures({ provenance, method, traceHash }: RunResult): [string, Markup | string][] {
  const { requestsPerSecond, eventsPerSecond, peakMemoryMb } = provenance;
  return [
    ['Trace hash', html`${mono(traceHash)}, over every request's times and decisions`],
    ['Intervals', `${Math.round(method.confidence * 100)}%: ${method.interval}`],
    [
      'Speed',
      `${plain(requestsPerSecond)} requests and ${plain(eventsPerSecond)} events a second, ${plain(peakMemoryMb)} MB at most`,
    ],
  ];
}

function mono(text: string): Markup {
  return html`<span class="mono">${text}</span>`;
}
