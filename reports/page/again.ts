/** All that is needed to have the same run again, and the files to go on with. */
import type { RunResult } from '../../measure/result.ts';
import { count, duration, plain } from '../numbers.ts';
import { hasFigures } from '../sentences.ts';
import { downloads } from './downloads.ts';
import { facts, section } from './elements.ts';
import { live } from './live.ts';
import { html, type Markup } from './markup.ts';

export function again(result: RunResult): Markup {
  const { provenance, scenario, replications } = result;
  const { delayProfile: profile } = provenance;
  const delays = profile.shipped
    ? `${profile.name}, as shipped: measured on one small machine, not on yours`
    : profile.name;
  return section(
    'again',
    'How to run it again',
    html`<p class="lead">Same resolved scenario, seed and version: the same result, byte for byte, but for what the clock says.</p>`,
    facts([
      ['Command', html`<span class="mono" data-copy="the command">${provenance.command}</span>`],
      ['Scenario sha256', mono(scenario.sha256)],
      ['Seed', `${result.seed}${replications > 1 ? `, ${count(replications)} replications` : ''}`],
      ['Host', result.host === 'sim' ? 'simulator' : 'Kafka'],
      ['Delays', delays],
      ['Made with', `rendezvous-testbed ${provenance.version}, Node ${provenance.node}`],
      ['Started', `${provenance.startedAt}, took ${duration(provenance.wallMs)}`],
      ...brokerFacts(result),
      ...(hasFigures(result) ? ofTheFigures(result) : []),
    ]),
    live(result),
    html`<h3>Take it with you</h3>`,
    downloads(result),
  );
}

function brokerFacts({ provenance }: RunResult): [string, string][] {
  const said = Object.entries(provenance.brokers).map(([name, value]) => `${name} ${saidPlainly(value)}`);
  return said.length === 0 ? [] : [['Brokers', said.join(' · ')]];
}

function saidPlainly(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
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
