/** How a user writes `faults` and `expect`: planned hardship, and what must hold in spite of it. */
import { z } from 'zod';
import { count, factor, flag, growth, leaf, name, share, span, text, time } from './leaf.ts';
import { bad, good, PATTERNS, readNumber, show } from './quantity.ts';
import { ARCHIVE_STEPS } from './scenario.ts';
import { rules, section } from './shape.ts';

const replica = leaf<'all' | number | string, 'all' | number>(
  { anyOf: [{ const: 'all' }, { type: 'integer', minimum: 0 }] },
  'all',
  (value) => {
    if (value === 'all') return good('all');
    const reading = readNumber(value);
    return reading.ok && Number.isInteger(reading.value) && reading.value >= 0
      ? reading
      : bad(
          'wrong-choice',
          `is ${show(value)}, but must be \`all\` or a replica counted from 0`,
          'write 0 for the first',
        );
  },
);

const target = {
  target: name().describe('A model, `rendezvous`, `enrichment`, `frontend`, or `broker` with `broker: N`.'),
  replica: replica.optional().describe('Which replica, counted from 0, or `all` (default).'),
};
const targetOrBroker = {
  ...target,
  broker: count(0, 8, 'from 0 to 8')
    .optional()
    .describe('Which broker, counted from 0; with `target: broker`.'),
};
const source = { source: name().describe('Which source of `traffic`.') };

const hardships = {
  slow: section(
    'Service takes longer.',
    {
      ...target,
      factor: factor().optional().describe('Times as long.'),
      add: span().optional().describe('Longer by this.'),
    },
    [[['factor'], ['add']]],
  ).optional(),
  hang: section('Reads and commits, never publishes.', target).optional(),
  crash: section('Killed (SIGKILL); back after `for`.', {
    ...targetOrBroker,
    at: section('Just before a step of a decoy’s archive, instead of `from`.', {
      step: z.enum([...ARCHIVE_STEPS]).describe('Before which step.'),
      after: count(1, 4e9, 'at least 1').describe('For its record of this number, counted from 1.'),
    }).optional(),
  }).optional(),
  pause: section('Stopped and continued (SIGSTOP, SIGCONT).', targetOrBroker).optional(),
  errors: section('Gives errors instead of scores.', {
    ...target,
    share: share().describe('Share of requests.'),
  }).optional(),
  leak: section('Slower and slower until restarted.', {
    ...target,
    growth: growth().describe('Service time grows by this, linearly.'),
  }).optional(),
  delay: section('A slower network between the target and the brokers, each way.', {
    ...target,
    add: span().describe('Added to each way.'),
  }).optional(),
  cut: section('No network between the target and the brokers.', target).optional(),
  surge: section('More requests.', { ...source, factor: factor().describe('Times the rate.') }).optional(),
  silence: section('No requests.', source).optional(),
  corrupt: section('Malformed payloads.', {
    ...source,
    share: share().describe('Share of requests.'),
  }).optional(),
  duplicate: section('A caller’s retry: the same id twice.', {
    ...source,
    share: share().describe('Share of requests.'),
  }).optional(),
  rebalance: section('The group hands its partitions out anew.', target).optional(),
};

export const HARDSHIPS = Object.keys(hardships);

export const fault = z
  .strictObject({
    ...hardships,
    from: time().optional().describe('When it begins, from the first instant of traffic.'),
    for: span().optional().describe('How long it lasts; without it to the end of the run.'),
    every: span().optional().describe('Comes again so often.'),
    times: count(1, 100_000, 'from 1 to 100k')
      .optional()
      .describe('How often in all; without it to the end.'),
    only: z.enum(['sim', 'live']).optional().describe('For what one host cannot do: only this host gets it.'),
  })
  .superRefine((value, context) => {
    const found = Object.keys(value).filter((key) => HARDSHIPS.includes(key));
    if (found.length === 1) return;
    const says = found.length === 0 ? 'names no fault' : `names ${found.length} faults (${found.join(', ')})`;
    const hint = `give exactly one of ${HARDSHIPS.join(', ')}`;
    context.addIssue({ code: 'custom', message: says, params: { code: 'one-kind', hint } });
  })
  .meta({ description: 'A planned hardship: what, whom, from when, for how long.' });
rules.add(fault, { instead: [HARDSHIPS.map((kind) => [kind])] });

const bound = leaf<number | string, number | string>(
  {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: PATTERNS.share },
      { type: 'string', pattern: PATTERNS.time },
      { type: 'string', pattern: PATTERNS.count },
    ],
  },
  '',
  (value) =>
    typeof value === 'number' || typeof value === 'string'
      ? good(value)
      : bad(
          'wrong-type',
          `is ${show(value)}, where a share, a time or a count is needed`,
          'write 99%, 200ms or 0, as the measure wants',
        ),
);

export const objective = section(
  'An objective: a measure, a bound, and the stretch of the run that it is about.',
  {
    measure: text().describe(
      'What is measured: timeliness, outcome.model, latency.p99, model.NAME.onTime, …',
    ),
    atLeast: bound.optional().describe('Shares with %, times with a unit, counts bare.'),
    atMost: bound.optional().describe('Shares with %, times with a unit, counts bare.'),
    during: name().optional().describe('Only requests that arrive while this fault is in force.'),
    after: name().optional().describe('Only requests from the end of this fault plus `within` on.'),
    within: time().optional().describe('With `after`: how long the recovery may take.'),
    worst: span().optional().describe('The worst window of this length.'),
    gate: flag().prefault(true).describe('false: reported, not judged.'),
  },
  [
    [['atLeast'], ['atMost']],
    [['during'], ['after', 'within'], ['worst']],
  ],
);
