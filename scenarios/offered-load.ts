/**
 * How much of the traffic the busiest replica of a group gets, and how much it can take.
 *
 * A replica owns whole partitions and works them alone: 12 partitions over 5 replicas give some of them three and some
 * two, and one hot key sends its whole share to one replica, however many others stand idle. Averages over the group
 * would hide both.
 */
import { type FeatureMeans, meanOf, times } from './distribution-facts.ts';
import { partitionShares } from './partition-shares.ts';
import type { Arrivals, Model, Rate, Source } from './scenario.ts';

/** Requests per second that are offered once ramps and steps have got as far as they do in this run. */
export function rateAtEnd(arrivals: Arrivals, lengthUs: number, longRun: number): number {
  if (arrivals.kind === 'trace') {
    // A short recording in a long run is a burst, not a load.
    return Number.isFinite(lengthUs)
      ? Math.min(longRun, (arrivals.timesUs.length * arrivals.repeat * 1e6) / lengthUs)
      : longRun;
  }
  return reached(arrivals.rate, lengthUs) ?? longRun;
}

function reached(rate: Rate, lengthUs: number): number | undefined {
  if (rate.kind === 'ramp') return rate.from + (rate.to - rate.from) * Math.min(1, lengthUs / rate.overUs);
  if (rate.kind !== 'steps') return undefined;
  let endUs = 0;
  for (const step of rate.steps) {
    endUs += step.forUs;
    if (endUs >= lengthUs) return step.perSecond;
  }
  return undefined;
}

/** Requests per second that the busiest of a group's replicas gets: it works its partitions of every source alone. */
export function busiestRate(
  sources: readonly Source[],
  rates: readonly number[],
  partitions: number,
  replicas: number,
): number {
  const ofReplica = new Float64Array(replicas);
  for (const [index, { keys }] of sources.entries()) {
    const rate = rates[index] ?? 0;
    for (const [partition, share] of partitionShares(keys, partitions).entries()) {
      const replica = partition % replicas;
      ofReplica[replica] = (ofReplica[replica] ?? 0) + rate * share;
    }
  }
  return ofReplica.reduce((most, rate) => Math.max(most, rate), 0);
}

/** Requests per second that one replica can work off; Infinity where nothing limits it. */
export function replicaCapacity(model: Model, features: FeatureMeans): number {
  const serviceUs = meanOf(model.serviceTime, features);
  const { batch } = model;
  const perRequestUs =
    batch === undefined ? serviceUs : (serviceUs + (batch.max - 1) * batch.perItemUs) / batch.max;
  return capacity(model.concurrency, perRequestUs);
}

/** Requests per second that so many places work off; without a bound however long each takes. */
export function capacity(places: number, perRequestUs: number): number {
  return perRequestUs === 0 || places === Infinity ? Infinity : (places * 1e6) / perRequestUs;
}

/** The mean of a feature over all requests: sources weigh by their rate. */
export function featureMeans(sources: readonly Source[], rates: readonly number[]): FeatureMeans {
  return (name) => {
    let sum = 0;
    let total = 0;
    for (const [index, source] of sources.entries()) {
      const feature = source.features.find((candidate) => candidate.name === name);
      const rate = rates[index] ?? 0;
      if (feature === undefined) continue;
      sum += times(rate, meanOfFeature(feature.of));
      total += rate;
    }
    return total > 0 ? sum / total : 0;
  };
}

function meanOfFeature(of: Source['features'][number]['of']): number {
  if (of.kind === 'drawn') return meanOf(of.distribution, () => 0);
  return of.values.reduce((sum, value) => sum + value, 0) / Math.max(1, of.values.length);
}
