/** Canary and drift: what truly shifted, what the monitor said, and how soon. */
import type { CanaryResult, RunResult } from '../../measure/result.ts';
import { count, duration, milliseconds } from '../numbers.ts';
import { eventsChart } from '../plot/events.ts';
import { timeAxis } from '../plot/ticks.ts';
import { canarySentence } from '../sentences.ts';
import { facts, section, table, untitledFigure } from './elements.ts';
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
  return html`<h3>${canarySentence(name, canary)}</h3>${drawn}${alarms(canary)}${facts([
    [
      'Detection delay',
      `worst ${milliseconds(canary.detectionDelayMs.worst, 'not seen')}, mean ${milliseconds(canary.detectionDelayMs.mean, 'not seen')}`,
    ],
    ['Missed shifts', count(canary.missed)],
    [
      'False alarms',
      `${count(canary.falseAlarms)}, where one every ${duration(canary.falseAlarmEveryMs)} is accepted`,
    ],
    ['Reference', `${count(canary.referenceScores)} of the canary's first scores`],
    ['Left out', `${count(canary.unpaired)} requests that one side did not score`],
  ])}`;
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
  const caption = `${count(shown.length)} of ${count(canary.alarms.length)} alarms, in order of time.`;
  return table(caption, [{ head: 'At' }, { head: 'What the canary said' }, { head: 'Truth' }], rows);
}
