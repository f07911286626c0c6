/**
 * One run of a scenario on real Kafka: gets brokers, makes topics, starts every role, plays the faults, lets all come to
 * rest, collects what happened, and leaves nothing behind. The order of things is here; what each consists of is not.
 *
 * A run that is interrupted ends within seconds, from wherever it is, and its measures say that it is not complete. A run
 * in which a role died that no fault had killed is ended at once: whatever came after it would be about that death.
 */
import { candidates } from '../brokers/choose.ts';
import type { ClusterFacts } from '../brokers/cluster.ts';
import { refuseWhatCannotBeDone } from '../faults/refusals.ts';
import { heal } from '../leftovers/run-notes.ts';
import { accountOfNothing, type ClosedRun, NEVER_BEGAN } from './closing-account.ts';
import type { LiveOptions, LiveOrder } from './live-order.ts';
import { Play } from './play.ts';
import { RunPlace } from './run-place.ts';
import { Stage } from './stage.ts';

export interface LiveOutcome extends ClosedRun {
  /** Undefined where the run was interrupted before it had any. */
  readonly brokers: ClusterFacts | undefined;
}

/** Rejects with a `BrokerSettingsError`, `BrokersUnavailable` or `KafkaProblem` where the user can mend it. */
export async function runLive(order: LiveOrder, options: LiveOptions): Promise<LiveOutcome> {
  const { scenario } = order.loaded;
  const areForeign = candidates(order.wish).includes('external');
  refuseWhatCannotBeDone(scenario, { areForeign, remote: order.elsewhere?.roles ?? [] });
  await healFirst(options);
  const place = new RunPlace(scenario.name, options.env);
  try {
    return await inPlace(order, options, place);
  } finally {
    await place.clear();
  }
}

async function inPlace(order: LiveOrder, options: LiveOptions, place: RunPlace): Promise<LiveOutcome> {
  const { env, signal, say } = options;
  options.onProgress({ doing: 'getting brokers', fraction: 0, requests: 0, elapsedMs: 0 });
  const { scenario } = order.loaded;
  const stage = await Stage.set({
    scenario,
    isSpread: order.elsewhere !== undefined,
    wish: order.wish,
    place,
    env,
    signal,
    say,
  });
  if (stage === undefined) return { ...accountOfNothing(order, NEVER_BEGAN), brokers: undefined };
  try {
    const closed = await new Play(order, options, place, stage).perform();
    return { ...closed, brokers: stage.cluster.facts };
  } finally {
    await stage.clear();
  }
}

/** What runs before this one could not clean up. */
async function healFirst({ env, say }: LiveOptions): Promise<void> {
  const { removed, left } = await heal(env);
  for (const what of removed) say(`removed what an earlier run has left: ${what}`);
  for (const why of left) say(`an earlier run has left something that cannot be removed now: ${why}`);
}
