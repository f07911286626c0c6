/**
 * How long the log takes: `ideal`, the shipped `local`, or a profile from a file.
 *
 * `local` is what `rendezvous calibrate` wrote on one machine of two cores that carried the broker and all processes; the
 * file says when and with which versions. Yours is another, so a result by it says that it was measured elsewhere.
 */
import { shareOfQuantile } from './distribution-schema.ts';
import localDelays from './local-delays.json' with { type: 'json' };
import { readShare, readTime, show } from './quantity.ts';
import { type DelayProfile, type Distribution, HOPS, type Hop } from './scenario.ts';
import { isPlainMap } from './tree.ts';

export const PROFILE_FORMAT = 'rendezvous-delays/1';

const LONGEST_MS = 86_400_000;

const NOTHING: Distribution = { kind: 'constant', value: 0 };

export const IDEAL: DelayProfile = {
  name: 'ideal',
  shipped: false,
  append: NOTHING,
  fetch: NOTHING,
  hops: {},
  correlation: 0,
  rebalanceUs: 0,
  leaderTakeOverUs: 0,
};

export const LOCAL: DelayProfile = { ...shippedProfile(localDelays), name: 'local', shipped: true };

function shippedProfile(file: unknown): DelayProfile {
  const profile = profileIn(file);
  if (typeof profile === 'string') throw new Error(`The shipped delay profile ${profile}`);
  return profile;
}

/** Delays that the scenario gives itself; rebalances and take-overs as in `local`. */
export function givenDelays(append: Distribution, fetch: Distribution): DelayProfile {
  return {
    name: 'given',
    shipped: false,
    append,
    fetch,
    hops: {},
    correlation: 0,
    rebalanceUs: LOCAL.rebalanceUs,
    leaderTakeOverUs: LOCAL.leaderTakeOverUs,
  };
}

/**
 * A profile file: JSON `{ "format": "rendezvous-delays/1", "name", "append": { "p50": "1ms", … }, "fetch": { … },
 * "rebalanceMs", "leaderTakeOverMs" }`, and "hops" with percentiles of single hops where these are known, and "correlation":
 * "40%" where slow moments hit the hops of a request together; other keys tell where it came from. What is wrong with it
 * is a sentence.
 */
export function readProfile(text: string): DelayProfile | string {
  return profileIn(parsed(text));
}

function profileIn(profile: unknown): DelayProfile | string {
  if (!isPlainMap(profile)) return 'is not JSON with a map in it';
  if (profile.format !== PROFILE_FORMAT) return `has no "format": "${PROFILE_FORMAT}"`;
  const append = quantilesIn(profile.append);
  const fetch = quantilesIn(profile.fetch);
  if (append === undefined || fetch === undefined) {
    return 'needs append and fetch, each with percentiles such as "p50": "1ms" that never fall';
  }
  const hops = hopsIn(profile.hops);
  if (hops === undefined) return `may have hops, each of ${HOPS.join(', ')}, with percentiles as in append`;
  const correlation = correlationIn(profile.correlation);
  if (correlation === undefined) {
    return `may have a correlation, a whole percentage from 0% to 99%, but it is ${show(profile.correlation)}`;
  }
  const rebalanceMs = millisecondsIn(profile.rebalanceMs);
  const takeOverMs = millisecondsIn(profile.leaderTakeOverMs);
  if (rebalanceMs === undefined || takeOverMs === undefined) {
    return 'needs rebalanceMs and leaderTakeOverMs, numbers from 0';
  }
  return {
    name: typeof profile.name === 'string' ? profile.name : 'file',
    shipped: false,
    append,
    fetch,
    hops,
    correlation,
    rebalanceUs: Math.round(rebalanceMs * 1_000),
    leaderTakeOverUs: Math.round(takeOverMs * 1_000),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hopsIn(value: unknown): DelayProfile['hops'] | undefined {
  if (value === undefined) return {};
  if (!isPlainMap(value)) return undefined;
  const hops: { [hop in Hop]?: Distribution } = {};
  for (const [key, written] of Object.entries(value)) {
    const hop = HOPS.find((each) => each === key);
    const delays = quantilesIn(written);
    if (hop === undefined || delays === undefined) return undefined;
    hops[hop] = delays;
  }
  return hops;
}

function correlationIn(value: unknown): number | undefined {
  if (value === undefined) return 0;
  const share = readShare(value);
  if (!share.ok) return undefined;
  const percent = Math.round(100 * share.value);
  return percent >= 0 && percent <= 99 && Math.abs(100 * share.value - percent) < 1e-9
    ? percent / 100
    : undefined;
}

function millisecondsIn(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= LONGEST_MS ? value : undefined;
}

function quantilesIn(value: unknown): Distribution | undefined {
  if (!isPlainMap(value)) return undefined;
  const points: { share: number; us: number }[] = [];
  for (const [key, written] of Object.entries(value)) {
    const share = shareOfQuantile(key);
    const time = readTime(written);
    if (share === undefined || !time.ok || time.value < 0) return undefined;
    points.push({ share, us: time.value });
  }
  points.sort((a, b) => a.share - b.share);
  const falls = points.some((point, index) => point.us < (points[index - 1]?.us ?? 0));
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || falls) return undefined;
  const inner = points.filter(({ share }) => share > 0 && share < 1);
  return {
    kind: 'quantiles',
    shares: [0, ...inner.map(({ share }) => share), 1],
    values: [first.us, ...inner.map(({ us }) => us), last.us],
  };
}
