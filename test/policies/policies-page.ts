/**
 * docs/policies.md: which policy to use when. The words are written here, every figure comes from the rows, and what the
 * words claim about all rows is checked while the page is made.
 */
import { type Row, tableOf } from './rows.ts';

export function policiesPage(rows: readonly Row[]): string {
  return `${[HEAD, advice(new Figures(rows)), adaptive(new Figures(rows)), reading(rows)].join('\n\n')}\n`;
}

type Cell = Exclude<keyof Row, 'setting' | 'policy'>;

class Figures {
  private readonly rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.rows = rows;
  }

  of(setting: string, policy: string, cell: Cell): string {
    return this.row(setting, policy)[cell];
  }

  /** Settings in which two policies have the same in these cells, and those in which they differ. */
  compared(one: string, other: string, cells: readonly Cell[]) {
    const settings = [...new Set(this.rows.map(({ setting }) => setting))];
    const isSame = (setting: string) =>
      cells.every((cell) => this.of(setting, one, cell) === this.of(setting, other, cell));
    return { same: settings.filter(isSame), differ: settings.filter((setting) => !isSame(setting)) };
  }

  /** Whether this is so in all rows of a policy. */
  every(policy: string, holds: (row: Row) => boolean): boolean {
    return this.rows.filter((row) => row.policy === policy).every(holds);
  }

  private row(setting: string, policy: string): Row {
    const found = this.rows.find((row) => row.setting === setting && row.policy === policy);
    if (found === undefined) throw new Error(`There is no row of ${policy} in ${setting}`);
    return found;
  }
}

/** Keeps a sentence from being printed when the figures say otherwise. */
function claim(holds: boolean, sentence: string): string {
  if (!holds) throw new Error(`The page says what the figures do not: ${sentence}`);
  return sentence;
}

const HEAD = `# Which policy to use

<!-- Written by \`npm run -s policies -- --write\`; tests hold it. -->

A policy decides which score becomes the answer, and how long to hold out for a better one. Here every policy has answered
the same requests: each scenario of the [library](library.md) in which more than one model may answer was run once for each
policy, with everything else as it is. Arrivals and service times are the same to the microsecond, so every difference is
the policy's. What each does exactly stands in [meanings.md](meanings.md), what it takes in [language.md](language.md).`;

function advice(figures: Figures): string {
  const of = figures.of.bind(figures);
  return `## In short

| when | use | because |
| --- | --- | --- |
| a better answer is worth any wait up to the deadline | \`priority\` | ${claim(
    figures.every('priority', ({ regret }) => regret === '0%'),
    'it never decides before a better score that would have come in time: no regret in any scenario',
  )}. Every wait for a model that does not come is paid in full: with a hung model answers had lain ready for ${of('hung-model', 'priority', 'wait')} on average |
| a better answer is worth so many milliseconds and no more | \`schedule\` | it bounds the wait, for everybody and always. In \`surge\` p99 falls from ${of('surge', 'priority', 'p99')} to ${of('surge', 'schedule', 'p99')} and the best model answers ${of('surge', 'schedule', 'byBest')} instead of ${of('surge', 'priority', 'byBest')}; in \`correlated-slowness\`, where nothing is ill, it answers ${of('correlated-slowness', 'schedule', 'byBest')} instead of ${of('correlated-slowness', 'priority', 'byBest')} |
| models are equally good | \`first\` | nobody waits. Where they are not, it gives the better one away: of ${of('hung-model', 'priority', 'byBest')} in \`hung-model\` it keeps ${of('hung-model', 'first', 'byBest')} |
| several opinions are better than one | \`ensemble\` | it is as slow as its slowest member: in \`ensemble-quorum\` p50 is ${of('ensemble-quorum', 'ensemble', 'p50')} instead of ${of('ensemble-quorum', 'priority', 'p50')}, and one member that hangs holds up all |
| a new model shall answer a part | \`split\` | as \`priority\`, with the order drawn by request; its regret is against the order that was drawn |
| a model now and then fails altogether, and waiting for it is dear | \`adaptive\` | it stops waiting where waiting has been in vain: with the hung model p50 is ${of('hung-model', 'adaptive', 'p50')} instead of ${of('hung-model', 'priority', 'p50')}, and the best model still answers ${of('hung-model', 'adaptive', 'byBest')} of ${of('hung-model', 'priority', 'byBest')} |`;
}

const ANSWERS: readonly Cell[] = ['timely', 'byDefault'];
const ALL: readonly Cell[] = ['timely', 'byDefault', 'byBest', 'p50', 'p99', 'regret', 'steps', 'wait'];

function adaptive(figures: Figures): string {
  const of = figures.of.bind(figures);
  const answers = figures.compared('adaptive', 'priority', ANSWERS);
  const all = figures.compared('adaptive', 'priority', ALL);
  const early = figures.compared('adaptive, default early', 'adaptive', ANSWERS);
  return `## When adaptive helps, and when it harms

${claim(
  answers.differ.length === 0,
  'Beside `priority` it costs no answer: in every scenario as many were on time, and as many got the default.',
)} What it trades is preference for time, and whether that is a bargain depends on how the model is late.

**It helps when late means gone.** A model that hangs, or starts cold after a deployment, is late for everybody until it is
back. Then waiting is in vain, and giving up costs next to nothing:

- \`hung-model\`: answers had lain ready for ${of('hung-model', 'priority', 'wait')} on average, with adaptive for
  ${of('hung-model', 'adaptive', 'wait')}; its regret is ${of('hung-model', 'adaptive', 'regret')}.
- \`cold-start-after-deploy\`: p99 falls from ${of('cold-start-after-deploy', 'priority', 'p99')} to ${of('cold-start-after-deploy', 'adaptive', 'p99')}; its regret is ${of('cold-start-after-deploy', 'adaptive', 'regret')}.

**It harms when late comes and goes.** A model that is overloaded, or whose queue is long for a moment, is late for some and
in time for others. A breaker that opens in a bad moment stays open in the good ones after it, for \`rest\` requests and the
time that enough probes take:

- \`surge\`: the best model answers ${of('surge', 'adaptive', 'byBest')} instead of ${of('surge', 'priority', 'byBest')}; for that p50 falls from
  ${of('surge', 'priority', 'p50')} to ${of('surge', 'adaptive', 'p50')}.
- \`rz1\`, where nothing is ill and the queue of the best model is simply long now and then: ${of('rz1', 'adaptive', 'byBest')} instead
  of ${of('rz1', 'priority', 'byBest')}. Of all requests ${of('rz1', 'adaptive', 'regret')} lose a better answer, so that answers lie ready
  for ${of('rz1', 'adaptive', 'wait')} instead of ${of('rz1', 'priority', 'wait')}.
- \`batching\`, where the best model is overloaded for good and late three times in four: ${of('batching', 'adaptive', 'byBest')} instead of
  ${of('batching', 'priority', 'byBest')}, and p50 falls from ${of('batching', 'priority', 'p50')} to ${of('batching', 'adaptive', 'p50')}.
- \`daily-load\`: ${of('daily-load', 'adaptive', 'byBest')} instead of ${of('daily-load', 'priority', 'byBest')}.

**It changes nothing where no breaker opens, or where nobody else is there sooner**: in
${listed(all.same)}
it comes out as \`priority\` does, to the last figure. A breaker is about a whole model: one that is ill in one replica of
several is late for a part of the requests only, and \`cold-start-rolling-deploy\` keeps the waits that \`priority\` has.

**It does not mend p99.** Somebody has to wait to find out: the first \`over\` requests and the probes. Where more than one
request in a hundred is one of these, p99 stays where it was, as in \`hung-model\` (${of('hung-model', 'adaptive', 'p99')}). Who
must have a bound uses \`schedule\`.

**How soon to open.** With \`openAt: 50%\` a breaker opens while waiting still helps every other time. Where late means gone
that changes nothing (\`hung-model\`: regret ${of('hung-model', 'adaptive, openAt 50%', 'regret')}); where it comes and goes it costs: in \`daily-load\` the best model
answers ${of('daily-load', 'adaptive, openAt 50%', 'byBest')}, with the shipped 80% ${of('daily-load', 'adaptive', 'byBest')}, in \`crash-loop\` ${of('crash-loop', 'adaptive, openAt 50%', 'byBest')} and ${of('crash-loop', 'adaptive', 'byBest')}. The higher, the
more certain that waiting is in vain.

**The default early.** \`whenAllOpen: default\` gives other answers only where all models are late together: in
${listed(early.differ)}. In \`surge, small backstop\` neither model keeps up for a minute: the default is
given for ${of('surge, small backstop', 'adaptive, default early', 'byDefault')} instead of ${of('surge, small backstop', 'adaptive', 'byDefault')}, and p50 falls from ${of('surge, small backstop', 'adaptive', 'p50')} to ${of('surge, small backstop', 'adaptive, default early', 'p50')}. Take it when a
default at once is worth more than a chance of a score, or when what waits must be bounded.`;
}

/** In lines that are no longer than others. */
function listed(names: readonly string[]): string {
  if (names.length === 0) throw new Error('The page speaks of scenarios where there are none');
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  const text = quoted.length === 1 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
  return text.replace(/(.{60,110}), /g, '$1,\n');
}

function reading(rows: readonly Row[]): string {
  return `## All figures

Made by \`npm run -s policies\`, which takes some minutes. *Best model*: answered by the first of the order; by all members for
the ensemble. *Regret*, *steps* and *lain ready*: against an oracle that knows when every score can be read, see
[measures.md](measures.md#regret). The order is the scenario's models as they stand in the file. The schedule accepts the
best from the beginning and all from half the decision time on; the ensemble needs one; the split gives the best model 90%.
Of a matrix the first run; \`rz1\` with 200,000 requests; *surge, small backstop* is \`surge\` with a backstop of one replica, one
at a time, that skips what has expired.

${tableOf(rows)}`;
}
