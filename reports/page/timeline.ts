/**
 * What happened, over one time axis: small multiples under one another, each with the faults shaded and named.
 *
 * The warm-up is part of every picture and marked as left out, because the faults and shifts of a scenario count
 * from the first instant of traffic.
 */
import type { RunResult } from '../../measure/result.ts';
import { hardestOf } from '../hardest.ts';
import { duration } from '../numbers.ts';
import { latencies, timeliness, winners } from './answer-panels.ts';
import { archives } from './archive-panel.ts';
import { figures, folded, section } from './elements.ts';
import { html, type Markup } from './markup.ts';
import { lags, mailboxes, offered } from './queue-panels.ts';
import { seriesTable } from './series-table.ts';
import { stageOf } from './time-panel.ts';

const PANELS = [offered, timeliness, latencies, winners, lags, mailboxes, archives];

export async function timeline(result: RunResult): Promise<Markup> {
  const stage = stageOf(result);
  const { steps, spanMs } = stage.thin;
  const drawn = await figures(PANELS.flatMap((draw) => draw(stage)));
  const worst =
    steps === 1
      ? ''
      : `; of latencies and queues it shows the worst ${duration(result.series.stepMs)} in it, so no peak is lost`;
  const grain = `Each point stands for ${duration(spanMs)} of arrivals${worst}.`;
  const marked =
    hardestOf(result) === undefined
      ? ''
      : ' Marked too: the hardest moment, of which the head of the page tells.';
  return section(
    'timeline',
    'What happened',
    html`<p class="lead">One time axis from the first instant of traffic. Shaded: faults, by name. ${grain}${marked}</p>`,
    html`<div class="panels">${drawn}</div>`,
    folded('The figures behind these pictures', seriesTable(result)),
  );
}
