/** Canary and drift: what truly shifted, what the monitor said, and how soon. */
import type { CanaryQuantiles, CanaryResult, RunResult } from '../../measure/result.ts';
import { count, duration, milliseconds, plain, share } from '../numbers.ts';
import { printable, shortened } from '../plain-text.ts';
import { eventsChart } from '../plot/events.ts';
import { quantilePairsChart } from '../plot/quantile-pairs.ts';
import { timeAxis } from '../plot/ticks.ts';
import { canarySentence } from '../sentences.ts';
import { facts, figure, folded, section, table, untitledFigure } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const MOST_ALARMS = 40;

export async function canaries(result: RunResult): Promise<Markup> {
  const parts: Markup[] = [];
  for (const [index, [name, canary]] of Object.entries(result.canaries).entries()) {
    parts.push(await one(result, name, canary, `canary-${index}`));
  }
  if (parts.length === 0) return NOTHING;
  const lead = html`<p class="lead">A canary is a fixed reference model that sees every request and never answers. Its own scores moving means that the input shifted; a model moving against it means that the model did.</p>`;
  return section('canaries', 'Canary', lead, ...parts);
}

async function one(result: RunResult, name: string, canary: CanaryResult, id: string): Promise<Markup> {
  const drawn =
    canary.shifts.length + canary.alarms.length === 0
      ? NOTHING
      : await untitledFigure(
          eventsChart({
            name: id,
            title: 'Truth and alarms',
            description: canarySentence(name, canary),
            x: timeAxis(result.time.trafficMs),
            rows: rowsOf(canary),
          }),
          'Above, what the scenario made happen; below, what the canary said. Filled marks are justified alarms, hollow ones false.',
        );
  return html`<h3>${canarySentence(name, canary)}</h3>${drawn}${alarms(canary)}${await quantiles(name, canary, id)}${facts(
    [
      ['Detection delay', delaySaid(canary)],
      ['Missed shifts', count(canary.missed)],
      [
        'False alarms',
        `${count(canary.falseAlarms)}, where one every ${duration(canary.falseAlarmEveryMs)} is accepted`,
      ],
      ['Reference', `${count(canary.referenceScores)} of the canary's first scores`],
      ['Left out', `${count(canary.unpaired)} requests that one side did not score`],
    ],
  )}`;
}

function delaySaid({ shifts, detectionDelayMs: { worst, mean } }: CanaryResult): string {
  if (shifts.length === 0) return 'nothing to detect: the input did not shift';
  if (shifts.length === 1 && worst === mean) return `${milliseconds(worst, 'not seen')}, of one shift`;
  return `worst ${milliseconds(worst, 'not seen')}, mean ${milliseconds(mean, 'not seen')}`;
}

function rowsOf(canary: CanaryResult): Parameters<typeof eventsChart>[0]['rows'] {
  const input = canary.alarms.filter(({ cause }) => cause === 'input');
  const models = [
    ...new Set(
      canary.alarms.flatMap(({ cause, model }) => (cause === 'model' && model !== null ? model : [])),
    ),
  ];
  return [
    {
      label: 'input truly shifted',
      events: canary.shifts.map(({ atMs }) => ({ at: atMs, filled: true })),
      truth: true,
    },
    {
      label: 'alarm: input',
      events: input.map((alarm) => ({ at: alarm.atMs, filled: !alarm.false })),
      truth: false,
    },
    ...models.slice(0, 8).map((model) => ({
      label: `alarm: ${model}`,
      events: canary.alarms
        .filter((alarm) => alarm.cause === 'model' && alarm.model === model)
        .map((alarm) => ({ at: alarm.atMs, filled: !alarm.false })),
      truth: false,
    })),
  ];
}

function alarms(canary: CanaryResult): Markup {
  if (canary.alarms.length === 0) return NOTHING;
  const shown = canary.alarms.toSorted((one, other) => one.atMs - other.atMs).slice(0, MOST_ALARMS);
  const rows = shown.map((alarm) => [
    duration(alarm.atMs),
    alarm.cause === 'input'
      ? 'the input shifted'
      : html`the model ${alarm.model ?? ''} moved against the canary`,
    alarm.false ? 'false alarm' : 'justified',
  ]);
  const which =
    shown.length < canary.alarms.length
      ? `The first ${count(shown.length)} of ${count(canary.alarms.length)}`
      : 'All';
  const caption = `${which} alarms, in order of time.`;
  return table(caption, [{ head: 'At' }, { head: 'What the canary said' }, { head: 'Truth' }], rows);
}

/** The canary against itself, and each model against the canary. */
async function quantiles(name: string, canary: CanaryResult, id: string): Promise<Markup> {
  const kept = canary.quantiles;
  if (kept === undefined)
    return html`<p class="muted small">Too few scores were compared for a quantile plot, or the monitor did not come to its end.</p>`;
  const own = quantilePairsChart({
    name: `${id}-now`,
    title: 'The canary now against before',
    description: `Quantiles of the last ${count(kept.now.n)} scores of the canary against those of its reference: median ${plain(middle(kept, kept.now.scores))} against ${plain(middle(kept, kept.before.scores))}.`,
    across: { label: 'score in the reference', scores: kept.before.scores },
    up: { label: `last ${count(kept.now.n)} scores`, scores: kept.now.scores },
    label: plain,
  });
  const drawn = [
    await figure(
      own,
      'Dots on the dashed line: what comes in is spread as it was. Off it: the input has shifted.',
    ),
  ];
  for (const [at, [model, pair]] of Object.entries(kept.models).slice(0, MOST_PAIRS).entries()) {
    const said = shortened(printable(model), 24);
    const chart = quantilePairsChart({
      name: `${id}-model-${at}`,
      title: `${said} against the canary`,
      description: `Quantiles of the scores of ${said} against the canary's on the last ${count(pair.n)} requests that both scored: median ${plain(middle(kept, pair.model))} against ${plain(middle(kept, pair.canary))}.`,
      across: { label: 'score of the canary', scores: pair.canary },
      up: { label: `score of ${said}`, scores: pair.model },
      label: plain,
    });
    drawn.push(
      await figure(
        chart,
        `The same ${count(pair.n)} requests, scored by both: a model that scores as the canary does stays on the line, whatever the input does.`,
      ),
    );
  }
  return html`<div class="pair">${drawn.map((each) => html`<div>${each}</div>`)}</div>${folded(`The quantiles behind these plots`, quantileTable(name, kept))}`;
}

const MOST_PAIRS = 5;

function middle({ shares }: CanaryQuantiles, scores: readonly number[]): number | undefined {
  return scores[shares.indexOf(0.5)];
}

function quantileTable(name: string, kept: CanaryQuantiles): Markup {
  const pairs = Object.entries(kept.models);
  const rows = kept.shares.map((at, row) => [
    share(at),
    plain(kept.before.scores[row]),
    plain(kept.now.scores[row]),
    ...pairs.flatMap(([, pair]) => [plain(pair.canary[row]), plain(pair.model[row])]),
  ]);
  const heads = [
    'Share at or below',
    'Before',
    'Now',
    ...pairs.flatMap(([model]) => [`Canary, scored by ${model} too`, model]),
  ];
  const caption = `Scores of ${name}, and of the models that are compared with it, at these shares.`;
  return table(
    caption,
    heads.map((head, at) => ({ head, number: at > 0 })),
    rows,
  );
}
