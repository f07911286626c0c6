/** How a user writes `streams` and `rendezvous`: the log between the parts, and who decides. */
import { z } from 'zod';
import { file, timeDistribution } from './distribution-schema.ts';
import { count, leaf, name, share, span, time, UNREADABLE } from './leaf.ts';
import { MOST_PARTITIONS, replicas } from './model-schema.ts';
import { bad, good, show } from './quantity.ts';
import { either, kinds, named, rules, section } from './shape.ts';

const delays = either(
  z.enum(['ideal', 'local']),
  section(
    'Delays of a broker: measured by `calibrate`, or given.',
    {
      file: file('A profile that `calibrate` wrote, relative to the scenario.').optional(),
      append: timeDistribution.optional().describe('From a send to the durable append.'),
      fetch: timeDistribution.optional().describe('From the append to the reader’s having it.'),
    },
    [[['file'], ['append', 'fetch']]],
  ),
);

export const streams = section('The log: input, scores and results, co-partitioned.', {
  partitions: count(1, MOST_PARTITIONS, `from 1 to ${MOST_PARTITIONS}`)
    .prefault(12)
    .describe('Partitions of each stream; a group cannot have more replicas than that.'),
  replication: count(1, 9, 'from 1 to 9')
    .prefault(1)
    .describe('Copies of each partition, each on its own broker.'),
  retention: span().prefault('24h').describe('How long records are kept.'),
  sessionTimeout: span()
    .prefault('3s')
    .describe('After so long a silence a member of a group is taken for dead.'),
  heartbeat: span().prefault('500ms').describe('How often a member says that it lives.'),
  delays: delays
    .prefault('local')
    .describe('`ideal` (none), `local` (shipped), { file } or { append, fetch }.'),
});

const modelNames = (about: string) => z.array(name()).min(1).describe(about);

const free = <T extends z.ZodType>(schema: T) => {
  rules.add(schema, { isFree: true });
  return schema;
};

const policy = kinds(
  'Which score becomes the answer.',
  {
    priority: section('The first of the order at once; at the decision time the best of what came.', {
      order: modelNames('Models, best first.'),
    }).optional(),
    schedule: section('Whom to accept, by the time since the request came.', {
      steps: z
        .array(
          section('One step.', {
            from: time().describe('Since the intended arrival.'),
            accept: modelNames('Models accepted from then on, best first.'),
          }),
        )
        .min(1)
        .describe('Steps in order of time; the first is from 0ms.'),
    }).optional(),
    first: section('Whichever score comes first.', { of: modelNames('Models that count.') }).optional(),
    ensemble: section('Several scores combined.', {
      of: modelNames('Models that take part; ties of a vote go by this order.'),
      combine: z.enum(['mean', 'median', 'vote']).prefault('mean').describe('How scores become one answer.'),
      quorum: count(1, 30, 'from 1 to the number of models')
        .optional()
        .describe('How many must be there at the decision time; all by default.'),
    }).optional(),
    split: section('Each request prefers one model by a seeded draw; the rest of the order is fallback.', {
      shares: named(share()).describe('Model → its share; the shares sum to 100%.'),
    }).optional(),
    adaptive: section(
      'As priority, but a model that was late of late is given up early: a circuit breaker for each, which counts in requests.',
      {
        order: modelNames('Models, best first.'),
        over: count(1, 10_000, 'from 1 to 10,000')
          .prefault(20)
          .describe('Of a model’s last so many outcomes, late or in time, …'),
        openAt: share()
          .prefault('80%')
          .describe('… this share late opens its breaker: it is not waited for any more. Above 0%.'),
        rest: count(1, 1_000_000, 'from 1 to 1,000,000')
          .prefault(100)
          .describe('Decisions that an open breaker lets pass before it is half-open.'),
        probe: share()
          .prefault('10%')
          .describe('The share of requests that wait for a model whose breaker is half-open. Above 0%.'),
        probes: count(1, 10_000, 'from 1 to 10,000')
          .prefault(5)
          .describe('After so many of these it closes, or opens again if `openAt` of them found it late.'),
        whenAllOpen: z
          .enum(['wait', 'default'])
          .prefault('wait')
          .describe(
            'When nothing has come and nobody is worth waiting for: `wait` for whoever comes first, or give the `default` at once.',
          ),
      },
    ).optional(),
    module: section('Your own policy, the default export of a TypeScript or JavaScript module.', {
      file: file('The module, relative to the scenario.'),
      with: free(z.record(z.string(), z.unknown())).prefault({}).describe('Parameters that the module gets.'),
    }).optional(),
  },
  { priority: { order: [UNREADABLE] } },
);

const none = leaf<'none', 'none'>({ const: 'none' }, 'none', (value) =>
  value === 'none'
    ? good('none')
    : bad('wrong-choice', `is ${show(value)}, but must be \`none\` or a map`, 'write { value: … }'),
);

export const rendezvous = section('The rendezvous server: when it decides, and how.', {
  deadline: span().describe('By when a caller needs the answer, from the intended arrival.'),
  returnBudget: time()
    .prefault('0s')
    .describe('Decide this long before the deadline, so that the answer can travel.'),
  replicas: replicas().describe('Servers; each has its share of the partitions.'),
  policy: policy.describe('Which score becomes the answer.'),
  default: either(
    none,
    section('The answer when nothing usable came.', { value: free(z.unknown()).describe('Any value.') }),
  )
    .prefault('none')
    .describe('The answer when nothing usable came: { value: … }, or `none`: the caller gets nothing.'),
});
