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

/** Requests a second under which `local` was measured. */
export const LOCAL_REQUESTS_PER_SECOND = localDelays.measured.load.perSecond;

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
  const append = quantilesIn(profile.append, 'append');
  if (typeof append === 'string') return append;
  const fetch = quantilesIn(profile.fetch, 'fetch');
  if (typeof fetch === 'string') return fetch;
  const hops = hopsIn(profile.hops);
  if (typeof hops === 'string') return hops;
  const correlation = correlationIn(profile.correlation);
  if (correlation === undefined) {
    return `may have a correlation, a whole percentage from 0% to 99%, but it is ${show(profile.correlation)}`;
  }
  const { rebalanceMs, leaderTakeOverMs } = profile;
  if (!isMilliseconds(rebalanceMs)) return millisecondsNeeded('rebalanceMs', rebalanceMs);
  if (!isMilliseconds(leaderTakeOverMs)) return millisecondsNeeded('leaderTakeOverMs', leaderTakeOverMs);
  return {
    name: typeof profile.name === 'string' ? profile.name : 'file',
    shipped: false,
    append,
    fetch,
    hops,
    correlation,
    rebalanceUs: Math.round(rebalanceMs * 1_000),
    leaderTakeOverUs: Math.round(leaderTakeOverMs * 1_000),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Or what is wrong with them. */
function hopsIn(value: unknown): DelayProfile['hops'] | string {
  if (value === undefined) return {};
  if (!isPlainMap(value)) return `may have a map of hops, but hops is ${show(value)}`;
  const hops: { [hop in Hop]?: Distribution } = {};
  for (const [key, written] of Object.entries(value)) {
    const hop = HOPS.find((each) => each === key);
    if (hop === undefined) return `has a hop ${show(key)}, which is none of ${HOPS.join(', ')}`;
    const delays = quantilesIn(written, `hops.${hop}`);
    if (typeof delays === 'string') return delays;
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

function isMilliseconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LONGEST_MS;
}

function millisecondsNeeded(key: string, value: unknown): string {
  const found = value === undefined ? 'lacks it' : `has ${show(value)}`;
  return `needs ${key}, a number from 0 to ${LONGEST_MS}, and ${found}`;
}

/** Or what is wrong with them; `at` names them. */
function quantilesIn(value: unknown, at: string): Distribution | string {
  if (value === undefined) return `lacks ${at}, a map of percentiles such as "p50": "1ms"`;
  if (!isPlainMap(value)) return `needs percentiles such as "p50": "1ms" in ${at}, which is ${show(value)}`;
  const points: { key: string; share: number; us: number }[] = [];
  for (const [key, written] of Object.entries(value)) {
    const share = shareOfQuantile(key);
    const time = readTime(written);
    if (share === undefined) return `has ${show(key)} in ${at}, which names no percentile such as "p50"`;
    if (!time.ok) return `has a percentile that is no time: ${at}.${key} ${time.problem.says}`;
    if (time.value < 0) return `has a percentile below zero: ${at}.${key} is ${show(written)}`;
    points.push({ key, share, us: time.value });
  }
  points.sort((a, b) => a.share - b.share);
  const fallen = points.findIndex((point, index) => point.us < (points[index - 1]?.us ?? 0));
  if (fallen > 0)
    return `has percentiles that fall: ${at}.${points[fallen]?.key} is less than ${at}.${points[fallen - 1]?.key}`;
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return `has no percentiles in ${at}`;
  const inner = points.filter(({ share }) => share > 0 && share < 1);
  return {
    kind: 'quantiles',
    shares: [0, ...inner.map(({ share }) => share), 1],
    values: [first.us, ...inner.map(({ us }) => us), last.us],
  };
}
