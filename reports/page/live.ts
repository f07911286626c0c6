/** Of a run on real brokers: what was sent, what stands in the logs, and how far its clocks and its generator can be trusted. */
import type { LiveResult, RunResult } from '../../measure/result.ts';
import { count, counted, milliseconds, rate, share } from '../numbers.ts';
import { facts } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

export function live({ live: found }: RunResult): Markup {
  if (found === undefined) return NOTHING;
  return html`<h3>What was sent, and what stands in the logs</h3>${facts([
    ['Intended', `${counted(found.intended, 'request')}, ${count(found.sent)} given to the network`],
    ['Acknowledged', acknowledged(found)],
    ['Lost', `${counted(found.lost, 'record')} that were acknowledged and are in no log`],
    ['Accounted for', `${share(found.accountedFor)} of the intended, all that is known of them agreeing`],
    ['Rate', `${rate(found.offeredPerSecond)} offered, ${rate(found.achievedPerSecond)} achieved`],
    ['Generator', generator(found)],
    ['Clocks', clocks(found)],
    [
      'Records',
      Object.entries(found.records)
        .map(([topic, n]) => `${topic} ${count(n)}`)
        .join(' · '),
    ],
  ])}`;
}

function acknowledged({ acknowledged: yes, failed, indeterminate }: LiveResult): string {
  return `${count(yes)}; ${count(failed)} failed, of ${count(indeterminate)} it was not told`;
}

function generator({ generatorLagMs: { p50, p99, max } }: LiveResult): string {
  return `late by ${milliseconds(p50)} in the middle, p99 ${milliseconds(p99)}, at most ${milliseconds(max)}`;
}

function clocks({ clocks: { boundMs, adjustedRequests, mostAdjustedMs } }: LiveResult): string {
  const bound = boundMs === 0 ? 'one machine, one clock' : `wrong by at most ${milliseconds(boundMs)}`;
  if (adjustedRequests === 0) return bound;
  return `${bound}; ${counted(adjustedRequests, 'request')} moved, by at most ${milliseconds(mostAdjustedMs)}`;
}
