/**
 * Other circumstances for each fixture: a detector that knows a defect by its traces finds it at other rates, deadlines and
 * seeds too, with other models beside it, and whatever things are called.
 */
import type { Fixture } from './fixtures.ts';
import type { TrialOptions } from './trial.ts';

export interface Variation extends TrialOptions {
  readonly name: string;
  /** Fixtures that cannot be varied so. */
  readonly except?: readonly string[];
}

/** Its times are those of the trace. */
const TRACE = 'truncated-trace';
/** It shows where requests meet, which ten a second in regular order do not. */
const MEETING = 'mailbox-theft';

export const VARIATIONS: readonly Variation[] = [
  { name: 'another seed', seed: 17 },
  { name: 'a third seed', seed: 4_711 },
  { name: 'half the rate', set: ['traffic.callers.arrivals.rate=50/s'], except: [TRACE] },
  { name: 'nearly twice the rate', set: ['traffic.callers.arrivals.rate=180/s'], except: [TRACE] },
  {
    name: 'regular arrivals',
    set: ['traffic.callers.arrivals.spacing=regular'],
    except: [TRACE, MEETING],
  },
  { name: 'half the deadline', set: ['rendezvous.deadline=120ms'] },
  { name: 'a long deadline', set: ['rendezvous.deadline=700ms'] },
  { name: 'no return budget', set: ['rendezvous.returnBudget=0ms'] },
  { name: 'two partitions', set: ['streams.partitions=2'] },
  { name: 'twelve partitions', set: ['streams.partitions=12'] },
  { name: 'two servers', set: ['rendezvous.replicas=2'] },
  { name: 'errors', set: ['models.heavy.errors=2%'] },
  { name: 'a warm-up', set: ['warmup=5s'] },
  {
    name: 'two more models',
    set: [
      'models.extra={ role: challenger, concurrency: 8, serviceTime: 7ms, skipExpired: true }',
      'models.quiet={ role: shadow, concurrency: 8, serviceTime: 9ms }',
    ],
  },
  {
    name: 'a server that stands still besides',
    set: ['faults.extra={ pause: { target: rendezvous }, from: 45s, for: 300ms }'],
    except: [TRACE],
  },
  { name: 'other names', renamed: (name) => `x-${[...name].toReversed().join('')}` },
];

export function variationsOf({ folder }: Fixture): readonly Variation[] {
  return VARIATIONS.filter(({ except = [] }) => !except.includes(folder));
}
