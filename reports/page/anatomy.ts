/**
 * Why it came out so: where requests ended, where the milliseconds went, and which models were late together.
 */
import {
  ANOMALIES,
  type Anomaly,
  OUTCOMES,
  type Outcome,
  type RunResult,
  STAGES,
  type Stage,
} from '../../measure/result.ts';
import type { Chart } from '../chart.ts';
import { count, factor, milliseconds, share } from '../numbers.ts';
import { type Bar, barsChart } from '../plot/bars.ts';
import { BAD, NEUTRAL, strokeOf } from '../plot/palette.ts';
import { amountAxis } from '../plot/ticks.ts';
import { OUTCOME_WORDS } from '../sentences.ts';
import { betterAnswers, isMissedBetter, type MissedBetter } from './better-answers.ts';
import { facts, section, table, untitledFigure } from './elements.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = {
  preferred: strokeOf(0).color,
  lesser: strokeOf(4).color,
  default: NEUTRAL,
  late: strokeOf(1).color,
  never: BAD,
  refused: strokeOf(3).color,
};

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  append: 'until durable on the input stream',
  enrichment: 'looked up and passed on',
  queue: 'waiting for the model that answered',
  service: 'inside that model',
  scores: 'its score on the way to the server',
  decision: 'waiting for the decision',
  return: 'the answer on its way back',
};

const ANOMALY_WORDS: Readonly<Record<Exclude<Anomaly, MissedBetter>, string>> = {
  duplicates: 'answered more than once, alike',
  conflictingDuplicates: 'answered more than once, differently',
  wrongRecipient: 'answered to somebody else',
  forbidden: 'answered by a role that must not answer',
};

export async function anatomy(result: RunResult): Promise<Markup> {
  return section(
    'anatomy',
    'Where requests ended, and where the time went',
    html`<div class="pair"><div>${await outcomes(result)}</div><div>${await stages(result)}</div></div>`,
    betterAnswers(result),
    html`<div class="pair"><div>${anomalies(result)}</div><div>${decisions(result)}</div></div>`,
    jointLateness(result),
  );
}

async function outcomes(result: RunResult): Promise<Markup> {
  const { measured } = result.requests;
  const rows = OUTCOMES.map((outcome) => [
    html`${outcome}<div class="why">${OUTCOME_WORDS[outcome]}</div>`,
    count(result.outcomes[outcome]),
    share(measured === 0 ? null : result.outcomes[outcome] / measured),
  ]);
  const whole = OUTCOMES.reduce((sum, outcome) => sum + result.outcomes[outcome], 0);
  const columns = [{ head: 'Outcome' }, { head: 'Requests', number: true }, { head: 'Share', number: true }];
  const foot = ['all measured', count(whole), share(measured === 0 ? null : whole / measured)];
  const caption = 'Every measured request ends in exactly one of these.';
  const drawn =
    measured === 0
      ? NOTHING
      : await untitledFigure(
          outcomesChart(result),
          'Each bar is a share of all measured requests; together they are the whole.',
        );
  return html`<h3>Outcomes, which sum to 100%</h3>${drawn}${table(caption, columns, rows, foot)}`;
}

function outcomesChart(result: RunResult): Chart {
  const { measured } = result.requests;
  let from = 0;
  const bars = OUTCOMES.map((outcome): Bar => {
    const part = result.outcomes[outcome] / measured;
    const bar = { label: outcome, from, to: from + part, color: OUTCOME_COLORS[outcome], text: share(part) };
    from += part;
    return bar;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: share(at) }));
  return barsChart({
    name: 'outcomes',
    title: 'Outcomes',
    description: bars.map(({ label, text }) => `${label} ${text}`).join(', '),
    bars,
    x: { scale: 'linear', low: 0, high: 1, ticks },
  });
}

async function stages(result: RunResult): Promise<Markup> {
  const rows = STAGES.map((stage) => {
    const { mean, p50, p99 } = result.stagesMs[stage];
    return [
      html`${stage}<div class="why">${STAGE_WORDS[stage]}</div>`,
      milliseconds(mean),
      milliseconds(p50),
      milliseconds(p99),
    ];
  });
  const columns = [
    { head: 'Stage' },
    { head: 'Mean', number: true },
    { head: 'p50', number: true },
    { head: 'p99', number: true },
  ];
  const means = STAGES.map((stage) => result.stagesMs[stage].mean);
  const total = means.some((mean) => mean === null)
    ? null
    : means.reduce<number>((sum, mean) => sum + (mean ?? 0), 0);
  const foot = ['sum of the means', milliseconds(total), '', ''];
  const caption = 'Percentiles of stages do not add up; their means do, to the mean latency of the answered.';
  const drawn =
    total === null || total <= 0
      ? NOTHING
      : await untitledFigure(
          stagesChart(result, total),
          'Mean milliseconds per answered request, one stage after the other.',
        );
  const rare = await rareStages(result);
  return html`<h3>Stage budget: where ${milliseconds(total)} go</h3>${drawn}${rare}${table(caption, columns, rows, foot)}`;
}

function stagesChart(result: RunResult, total: number): Chart {
  let from = 0;
  const bars = STAGES.map((stage, at): Bar => {
    const mean = result.stagesMs[stage].mean ?? 0;
    const bar = {
      label: stage,
      from,
      to: from + mean,
      color: strokeOf(at % 2 === 0 ? 0 : 4).color,
      text: milliseconds(mean),
    };
    from += mean;
    return bar;
  });
  return barsChart({
    name: 'stages',
    title: `Mean latency ${milliseconds(total)}, stage by stage`,
    description: bars.map(({ label, text }) => `${label} ${text}`).join(', '),
    bars,
    x: amountAxis(total, milliseconds, 4),
  });
}

/** What the slowest hundredth spends in each stage, each bar from zero. */
async function rareStages(result: RunResult): Promise<Markup> {
  const known = STAGES.map((stage) => ({ stage, p99: result.stagesMs[stage].p99 }));
  const most = known.reduce((high, { p99 }) => Math.max(high, p99 ?? 0), 0);
  if (most <= 0) return NOTHING;
  const bars = known.map(({ stage, p99 }): Bar => {
    return {
      label: stage,
      from: 0,
      to: p99 ?? 0,
      color: strokeOf(1).color,
      text: milliseconds(p99, 'not known'),
    };
  });
  const chart = barsChart({
    name: 'stages-p99',
    title: 'p99 of each stage',
    description: bars.map(({ label, text }) => `${label} ${text}`).join(', '),
    bars,
    x: amountAxis(most, milliseconds, 4),
    apart: true,
  });
  return untitledFigure(
    chart,
    'One request in a hundred spends more than this in the stage; each bar from zero.',
  );
}

function anomalies(result: RunResult): Markup {
  const rows = ANOMALIES.flatMap((anomaly) =>
    isMissedBetter(anomaly) ? [] : [[ANOMALY_WORDS[anomaly], count(result.anomalies[anomaly])]],
  );
  const caption = 'Beside the outcomes: answers that should not have been.';
  return html`<h3>Anomalies</h3>${table(caption, [{ head: 'What happened' }, { head: 'Requests', number: true }], rows)}`;
}

function decisions(result: RunResult): Markup {
  const { decisions: found } = result;
  const mean = (summary: { mean: number | null; p99: number | null }): string =>
    `${milliseconds(summary.mean)} in the mean, p99 ${milliseconds(summary.p99)}`;
  return html`<h3>Decisions</h3>${facts([
    ...ready(result),
    ['Overshoot', `${mean(found.overshootMs)}: decided after the decision time`],
    ['Wasted wait', `${mean(found.wastedWaitMs)}: decided after the outcome was settled`],
    ['Early scores', `${count(found.earlyScores)} read before their request`],
    ['Late scores', `${count(found.lateScores)} read after the decision: late, not lost`],
    [
      'Open mailboxes',
      `${count(found.mailboxes.max)} at most, ${count(found.mailboxes.openAtEnd)} at the end`,
    ],
  ])}`;
}

/** How long answers had lain ready; a result of an earlier version does not know. */
function ready({ regret }: RunResult): readonly (readonly [string, string])[] {
  if (regret === undefined) return [];
  return [
    [
      'Lain ready',
      `${milliseconds(regret.waitMs.mean)} in the mean: how long an answer could already have been given`,
    ],
  ];
}

function jointLateness(result: RunResult): Markup {
  if (result.jointLateness.length === 0) return NOTHING;
  const rows = result.jointLateness.map((pair) => [
    `${pair.models[0]} and ${pair.models[1]}`,
    share(pair.bothLate),
    share(pair.ifIndependent),
    factor(pair.ratio, 'no late pair'),
    count(pair.n),
  ]);
  const columns = [
    { head: 'Models' },
    { head: 'Both late', number: true },
    { head: 'If independent', number: true },
    { head: 'Ratio', number: true },
    { head: 'n', number: true },
  ];
  const caption =
    'A ratio of 1 would mean that the models are late independently. Above it, one is a worse backstop for the other than their separate figures promise.';
  return html`<h3>Late together</h3>${table(caption, columns, rows)}`;
}
