/**
 * Better answers that were not given, asked in two ways that must not be added up: what could have been known when the
 * decision fell (missed better), and what only foresight could have had (regret).
 *
 * A decision for the backstop at 50 ms, with the primary's score there at 120 ms of 200, is regretted and missed nothing.
 * A score that stood in the stream at the decision and was not read yet is missed; it is regretted only if the server
 * could read it by the decision time.
 */
import type { Anomaly, RunResult } from '../../measure/result.ts';
import { count, share } from '../numbers.ts';
import { table } from './elements.ts';
import { html, type Markup } from './markup.ts';

export type MissedBetter = Extract<Anomaly, `missedBetter${string}`>;

export function isMissedBetter(anomaly: Anomaly): anomaly is MissedBetter {
  return anomaly === 'missedBetterUnread' || anomaly === 'missedBetterIgnored';
}

const COLUMNS = [
  { head: 'What' },
  { head: 'Requests', number: true },
  { head: 'Share', number: true },
  { head: 'Counts a request if, of a model that the policy prefers to its answer,' },
];

const CAPTION =
  'Missed better asks what could have been known when the decision fell; regret asks what an oracle would have waited for that knows when every score comes. So a policy that decides soon may regret much and miss nothing, and one request may count in both.';

/** A result of an earlier version has no regret. */
export function betterAnswers(result: RunResult): Markup {
  const { anomalies, regret, requests } = result;
  const row = (what: string, n: number, definition: string): string[] => [
    what,
    count(n),
    share(requests.measured === 0 ? null : n / requests.measured),
    definition,
  ];
  const rows = [
    row(
      'Missed better, unread',
      anomalies.missedBetterUnread,
      'a score stood in the stream before the decision, and the server had not read it yet: lag',
    ),
    row(
      'Missed better, ignored',
      anomalies.missedBetterIgnored,
      'a score had been read before the decision, and was not used: a defect of the policy',
    ),
    ...(regret === undefined
      ? []
      : [
          row(
            'Regret, decided early',
            regret.decidedEarly,
            'a score could be read by the decision time, and the decision fell before: the price of not waiting',
          ),
          row(
            'Regret, ignored',
            regret.ignored,
            'a score could be read by the decision time, had been when the decision fell, and was not used',
          ),
        ]),
  ];
  return html`<h3>Better answers that were not given</h3>${table(CAPTION, COLUMNS, rows)}`;
}
