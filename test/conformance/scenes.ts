/**
 * The scenarios of the conformance suite. They are small, and generous with time: a model takes milliseconds, the
 * decision falls after a second, so that what is decided never hangs on how fast a machine is. What the hosts are to
 * agree on is exact: who answered, how often, what stands in the archive.
 */
import type { ScenarioInput } from '../../scenarios/input-schema.ts';

type Scene = Omit<ScenarioInput, 'version' | 'seed' | 'rendezvous'> & {
  readonly rendezvous?: Partial<ScenarioInput['rendezvous']>;
};

/** 40 requests per second for four seconds, one every 25 ms. */
export const REQUESTS = 160;
export const DEADLINE_MS = 1_500;
export const DECISION_MS = 1_000;
/** Records that a decoy writes at a time. */
export const EVERY = 10;

const PRIORITY = { priority: { order: ['heavy', 'light'] } };

export const HEAVY = { role: 'primary', serviceTime: '10ms', concurrency: 8 } as const;
export const LIGHT = { role: 'backstop', serviceTime: '3ms', concurrency: 8 } as const;

export function scene(name: string, parts: Partial<Scene> = {}): ScenarioInput {
  const { rendezvous = {}, ...rest } = parts;
  return {
    version: 1,
    name,
    seed: 7,
    duration: '4s',
    traffic: { callers: { arrivals: { rate: '40/s', spacing: 'regular' }, payload: '200B' } },
    models: { heavy: HEAVY, light: LIGHT },
    streams: { partitions: 4, sessionTimeout: '1s', heartbeat: '300ms', delays: 'local' },
    rendezvous: {
      deadline: `${DEADLINE_MS}ms`,
      returnBudget: `${DEADLINE_MS - DECISION_MS}ms`,
      policy: PRIORITY,
      default: { value: 0 },
      ...rendezvous,
    },
    ...rest,
  };
}

/** A decoy that is killed just before a step for its 45th record and starts again a second later; one partition. */
export function crashingDecoy(
  commit: 'afterWrite' | 'beforeWrite',
  step: 'read' | 'buffer' | 'write' | 'sync' | 'commit',
): ScenarioInput {
  return scene(`decoy-${commit}-${step}`, {
    models: {
      light: LIGHT,
      decoy: { role: 'decoy', archive: { commit, every: EVERY, atMost: '10s' } },
    },
    streams: { partitions: 1, sessionTimeout: '1s', heartbeat: '300ms', delays: 'local' },
    rendezvous: { policy: { first: { of: ['light'] } } },
    faults: { torn: { crash: { target: 'decoy', at: { step, after: 45 } }, for: '1s' } },
  });
}
