/**
 * Which share of a source's requests goes to each partition.
 *
 * Keys have names (k0, k1, …) and a partitioner that is known, so for the keys that matter this is no estimate: a hot
 * key weighs on the very partition that it will have, together with the others that land there. Only the keys behind
 * the first 50,000 are taken to spread evenly, each being too rare, and all too many, to make a difference.
 */
import { partitionOf } from './partitioner.ts';
import type { Keys } from './scenario.ts';

const EXACT_KEYS = 50_000;

/** The runs of a matrix ask for the same again and again. */
const known = new Map<string, Float64Array>();
const MOST_KNOWN = 16;

export function partitionShares(keys: Keys, partitions: number): Float64Array {
  if (keys.kind === 'fresh') return new Float64Array(partitions).fill(1 / partitions);
  const question = JSON.stringify([keys, partitions]);
  const found = known.get(question) ?? sharesOf(keys, partitions);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(question, found);
  return found;
}

function sharesOf(keys: Exclude<Keys, { kind: 'fresh' }>, partitions: number): Float64Array {
  const exponent = keys.kind === 'zipf' ? keys.exponent : 0;
  const exact = Math.min(keys.count, EXACT_KEYS);
  const rest = powerSum(exact + 1, keys.count, exponent);
  const weights = new Float64Array(partitions).fill(rest / partitions);
  let sum = rest;
  for (let key = 0; key < exact; key++) {
    const weight = Math.exp(-exponent * Math.log(key + 1));
    const partition = partitionOfKey(key, partitions);
    weights[partition] = (weights[partition] ?? 0) + weight;
    sum += weight;
  }
  return weights.map((weight) => weight / sum);
}

/** Σ k^−s for k = from … to, by its integral, which is exact enough far from the first terms. */
function powerSum(from: number, to: number, s: number): number {
  if (to < from) return 0;
  const [low, high] = [from - 0.5, to + 0.5];
  if (Math.abs(s - 1) < 1e-9) return Math.log(high / low);
  return (Math.exp((1 - s) * Math.log(high)) - Math.exp((1 - s) * Math.log(low))) / (1 - s);
}

const LETTER_K = 107;
const bytes = new Uint8Array(16);

function partitionOfKey(key: number, partitions: number): number {
  const digits = String(key);
  bytes[0] = LETTER_K;
  for (let at = 0; at < digits.length; at++) bytes[at + 1] = digits.charCodeAt(at);
  return partitionOf(bytes, digits.length + 1, partitions);
}
