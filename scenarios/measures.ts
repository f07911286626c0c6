/**
 * The catalogue of measures that an objective can be about: each declared once, with its unit and its sense.
 *
 * Only names and meanings are here; how a measure is taken is for `measure/`. NAME in a pattern stands for a model, a
 * decoy or a canary of the scenario.
 */
import { list, nearest } from './nearest.ts';
import { bad, good, type Reading } from './quantity.ts';
import type { Unit } from './scenario.ts';

/** Whose name NAME stands for. */
type Whose = 'model' | 'decoy' | 'canary';

export interface Measure {
  /** `model.NAME.onTime`: dotted, NAME for the user's own name. */
  readonly pattern: string;
  readonly unit: Unit;
  /** The scenario must have at least one of these. */
  readonly needs?: Whose;
  /** Judged at rest after the drain: there is no window of the run that it could be about. */
  readonly wholeRunOnly?: true;
  /** Share of requests beyond the statistic; what tells how many requests it takes. */
  readonly tail?: number;
  readonly about: string;
}

const share = (pattern: string, about: string): Measure => ({ pattern, unit: 'share', about });
const count = (pattern: string, about: string): Measure => ({ pattern, unit: 'count', about });
const percentile = (pattern: string, tail: number, about: string): Measure => ({
  pattern,
  unit: 'timeUs',
  tail,
  about,
});
const atRest = (measure: Measure, needs: Whose): Measure => ({ ...measure, needs, wholeRunOnly: true });
const ofModel = (measure: Measure): Measure => ({ ...measure, needs: 'model' });

const DECOY_MEASURES: readonly (readonly [string, Unit, string])[] = [
  ['coverage', 'share', 'Share of the input stream that the archive holds.'],
  ['spurious', 'count', 'Records in the archive that the input stream never had.'],
  ['fidelity', 'share', 'Share of archived records with the very bytes that models saw.'],
  ['inversions', 'count', 'Records archived before an earlier one of the same partition.'],
  ['conflicting', 'count', 'Records archived twice with different bytes.'],
  [
    'headroom',
    'timeUs',
    'Retention less the greatest age at which a record was archived; below zero once one was deleted first.',
  ],
];

/** Names that a decoy cannot have, because `decoy.NAME.coverage` must differ from `decoy.coverage`. */
export const DECOY_WORDS: readonly string[] = DECOY_MEASURES.map(([word]) => word);

function decoyMeasures(prefix: string): Measure[] {
  return DECOY_MEASURES.map(([word, unit, about]) =>
    atRest({ pattern: `${prefix}.${word}`, unit, about }, 'decoy'),
  );
}

export const MEASURES: readonly Measure[] = [
  share('timeliness', 'Share of all measured requests with a valid answer at or before the deadline.'),
  share('answered', 'Timeliness, and the late answers.'),
  share('outcome.preferred', 'On time by the policy’s first choice.'),
  share('outcome.lesser', 'On time by another model.'),
  share('outcome.default', 'On time by the default.'),
  share('outcome.late', 'Answered after the deadline.'),
  share('outcome.never', 'Never answered.'),
  share('outcome.refused', 'The front end could not append it before the deadline.'),
  share('outcome.model', 'On time by a model: preferred and lesser together.'),
  { pattern: 'latency.mean', unit: 'timeUs', about: 'Mean latency of answered requests.' },
  percentile('latency.p50', 0.5, 'Median latency; never answered counts as infinite.'),
  percentile('latency.p90', 0.1, '90th percentile of latency.'),
  percentile('latency.p95', 0.05, '95th percentile of latency.'),
  percentile('latency.p99', 0.01, '99th percentile of latency.'),
  percentile('latency.p999', 0.001, '99.9th percentile of latency.'),
  { pattern: 'latency.max', unit: 'timeUs', about: 'Greatest latency.' },
  percentile('overshoot.p99', 0.01, '99th percentile of how long after the decision time the decision fell.'),
  {
    pattern: 'overshoot.max',
    unit: 'timeUs',
    wholeRunOnly: true,
    about: 'The longest time after the decision time at which a decision fell.',
  },
  {
    pattern: 'wastedWait.max',
    unit: 'timeUs',
    wholeRunOnly: true,
    about: 'The longest time between the instant at which an outcome was settled and its decision.',
  },
  share('ignoredBetter', 'A better score had been read before the decision and was not used.'),
  share('missedBetter', 'A better score was in the stream before the decision and was not used.'),
  share('regret', 'An oracle that knows every score’s time had a better answer by the decision time.'),
  {
    pattern: 'regret.wait',
    unit: 'timeUs',
    about: 'Mean time that the answer had lain ready when it was decided, over all decided requests.',
  },
  count('duplicates', 'Requests that were answered more than once.'),
  count('conflictingDuplicates', 'Requests that were answered with different values.'),
  count('forbidden', 'Answers from a role that must not answer.'),
  ofModel(share('model.NAME.onTime', 'Its score was readable at or before the decision time.')),
  ofModel(share('model.NAME.share', 'Requests that it answered.')),
  ofModel(share('model.NAME.errors', 'Errors instead of scores.')),
  ofModel(share('model.NAME.wasted', 'Its scores that answered nobody.')),
  ofModel(percentile('model.NAME.lag.p99', 0.01, '99th percentile of append to start of service.')),
  ...decoyMeasures('decoy'),
  ...decoyMeasures('decoy.NAME'),
  atRest(
    { pattern: 'canary.detectionDelay', unit: 'timeUs', about: 'True shift to alarm, the worst.' },
    'canary',
  ),
  atRest(count('canary.missed', 'Shifts without an alarm.'), 'canary'),
  atRest(count('canary.falseAlarms', 'Alarms without a shift.'), 'canary'),
  {
    ...count('mailboxes.openAtEnd', 'Requests open at the rendezvous server when all was over.'),
    wholeRunOnly: true,
  },
  { ...count('mailboxes.max', 'Most requests open at once at the rendezvous server.'), wholeRunOnly: true },
];

export interface Names {
  /** All models, decoys and canaries too. */
  readonly models: readonly string[];
  readonly decoys: readonly string[];
  readonly canaries: readonly string[];
}

export interface MeasureRead {
  readonly measure: Measure;
  /** What NAME stands for; undefined where the pattern has none. */
  readonly name: string | undefined;
}

/** `model.heavy.onTime` → its measure and `heavy`, or what is wrong with it. */
export function readMeasure(text: string, names: Names): Reading<MeasureRead> {
  const matches = MEASURES.flatMap((measure) => {
    const name = nameIn(measure.pattern, text);
    return name === undefined ? [] : [{ measure, name: name === '' ? undefined : name }];
  });
  const [found] = matches;
  if (found === undefined) return unknownMeasure(text, names);
  const whose = found.measure.needs;
  if (whose === undefined) return good(found);
  return checkNames(text, whose, found, namesOf(whose, names));
}

function checkNames(
  text: string,
  whose: Whose,
  found: MeasureRead,
  known: readonly string[],
): Reading<MeasureRead> {
  const { name } = found;
  if (known.length === 0) {
    return bad(
      'measure-unfit',
      `is ${JSON.stringify(text)}, but the scenario has no ${whose}`,
      `add a ${whose}`,
    );
  }
  if (name === undefined || known.includes(name)) return good(found);
  const near = nearest(name, known);
  const hint = near === undefined ? `there is ${list(known)}` : `did you mean \`${near}\`?`;
  return bad('measure-unknown', `is ${JSON.stringify(text)}, but there is no ${whose} \`${name}\``, hint);
}

function namesOf(whose: Whose, names: Names): readonly string[] {
  if (whose === 'model') return names.models;
  return whose === 'decoy' ? names.decoys : names.canaries;
}

/** What stands for NAME; '' where the pattern is the text itself; undefined where it does not fit. */
function nameIn(pattern: string, text: string): string | undefined {
  const wanted = pattern.split('.');
  const found = text.split('.');
  if (wanted.length !== found.length) return undefined;
  let name = '';
  for (const [index, part] of wanted.entries()) {
    if (part === 'NAME') name = found[index] ?? '';
    else if (part !== found[index]) return undefined;
  }
  return wanted.includes('NAME') && name === '' ? undefined : name;
}

function unknownMeasure(text: string, names: Names): Reading<never> {
  const near = nearest(text, writtenOut(names));
  const hint =
    near === undefined
      ? 'measures are timeliness, answered, outcome.…, latency.…, model.NAME.…, decoy.…, canary.… and a few more'
      : `did you mean \`${near}\`?`;
  return bad('measure-unknown', `is ${JSON.stringify(text.slice(0, 80))}, which is not a measure`, hint);
}

/** Every measure of this scenario by its full name. */
export function writtenOut(names: Names): string[] {
  return MEASURES.flatMap(({ pattern, needs }) => {
    if (!pattern.includes('NAME')) return [pattern];
    return (needs === undefined ? [] : namesOf(needs, names)).map((name) => pattern.replace('NAME', name));
  });
}
