/** The models beside one another: what each scored, how late it was, how busy, how much of its work was for nothing. */
import type { ModelResult, RunResult } from '../../measure/result.ts';
import { interval } from '../certainty.ts';
import { count, counted, milliseconds, plain, share } from '../numbers.ts';
import { section, table } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { at } from './resolved.ts';

const COLUMNS = [
  { head: 'Model' },
  { head: 'Answered', number: true },
  { head: 'Scored', number: true },
  { head: 'Late', number: true },
  { head: 'Errors', number: true },
  { head: 'Skipped', number: true },
  { head: 'Busy', number: true },
  { head: 'Service p50 / p99', number: true },
  { head: 'Wait p50 / p99', number: true },
  { head: 'Answered nobody', number: true },
];

export function models(result: RunResult): Markup {
  const rows = Object.entries(result.models).map(([name, model]) => row(result, name, model));
  if (rows.length === 0) return NOTHING;
  const caption =
    'Late: the score could be read only after the decision time. Busy: share of all places in service; for unlimited concurrency the mean number in service. Skipped: dropped unscored, its deadline past.';
  return section('models', 'Models', table(caption, COLUMNS, rows));
}

function row(result: RunResult, name: string, model: ModelResult): (Markup | string)[] {
  const version = model.version === '' ? '' : `, ${model.version}`;
  const sure =
    model.lateShare.low === null
      ? NOTHING
      : html`<div class="why">${interval(model.lateShare, 'share')}</div>`;
  return [
    html`${name}<div class="why">${model.role}${version}${coldStart(result, name)}</div>`,
    count(model.answered),
    count(model.scored),
    html`${share(model.lateShare.share)}${sure}`,
    count(model.errors),
    html`${count(model.skipped)}${model.hung > 0 ? html`<div class="why">${count(model.hung)} hung</div>` : NOTHING}`,
    model.utilisation !== null && model.utilisation > 1 ? plain(model.utilisation) : share(model.utilisation),
    `${milliseconds(model.serviceTimeMs.p50)} / ${milliseconds(model.serviceTimeMs.p99)}`,
    `${milliseconds(model.lagMs.p50)} / ${milliseconds(model.lagMs.p99)}`,
    share(model.wasted),
  ];
}

/** What each start costs before the first score, and how often that was. */
function coldStart({ scenario, models: all }: RunResult, name: string): string {
  const written = at(at(at(scenario.resolved, 'models'), name), 'coldStart');
  if (typeof written !== 'string' || written === '0s') return '';
  const starts = all[name]?.starts;
  return starts === undefined
    ? `, cold start ${written}`
    : `, ${counted(starts, 'cold start')} of ${written}`;
}
