/**
 * Damaged scenarios, in the ways in which files get damaged: bytes that flip, words that are mistyped or swapped, parts
 * that are lost or moved. Seeded, so that a find can be found again by its number.
 */
import { parse, stringify } from 'yaml';

/** A small generator of numbers in [0, 1); good enough to choose where to hit. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<Item>(random: Random, items: readonly Item[], otherwise: Item): Item {
  return items[below(random, items.length)] ?? otherwise;
}

const SIGNS = '\0\t\n\r "\'#%&*!|>-?:,[]{}@`$~0189azAZ._/\\\u00e9\u2028\ufeff\ud83d';

function mutateBytes(text: string, random: Random): string {
  let result = text;
  for (let hits = 1 + below(random, 4); hits > 0; hits--) {
    const at = below(random, result.length + 1);
    const length = 1 + below(random, 20);
    const kind = below(random, 5);
    if (kind === 0) result = result.slice(0, at) + result.slice(at + length);
    else if (kind === 1) result = result.slice(0, at) + pick(random, [...SIGNS], 'x') + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + pick(random, [...SIGNS], 'x') + result.slice(at + 1);
    else if (kind === 3) result = result.slice(0, at) + result.slice(at, at + length * 4) + result.slice(at);
    else result = random() < 0.1 ? result.slice(0, at) : result.slice(0, at) + result.slice(at).toUpperCase();
  }
  return result;
}

const WORDS = [
  ...[
    '0',
    '-1',
    '1e999',
    '.inf',
    '.nan',
    'null',
    '~',
    'true',
    '[]',
    '{}',
    '""',
    '9007199254740993',
    '1_000',
    '10M',
  ],
  ...[
    '0s',
    '-5ms',
    '1us',
    '100000d',
    '0/s',
    '10M/s',
    '0%',
    '100%',
    '101%',
    '-1%',
    '0x',
    '3x',
    '1B',
    '1GB',
    '0.5',
    '2',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'x-note',
    '<<',
    '*a',
    '&a',
    '!!map',
  ],
  ...[
    `\${a}`,
    `\${env:HOME:-1}`,
    '${',
    `$\${x}`,
    `\${env:NO}`,
    'auto',
    'unlimited',
    'none',
    'all',
    'poisson',
  ],
  ...[
    'heavy',
    'light',
    'decoy',
    'canary',
    'rendezvous',
    'enrichment',
    'frontend',
    'broker',
    'primary',
    'shadow',
  ],
  ...[
    'slow',
    'hang',
    'crash',
    'pause',
    'errors',
    'leak',
    'delay',
    'cut',
    'surge',
    'silence',
    'corrupt',
    'rebalance',
  ],
  ...[
    'uniform',
    'exponential',
    'normal',
    'lognormal',
    'gamma',
    'weibull',
    'pareto',
    'quantiles',
    'samples',
    'mixture',
  ],
  ...[
    'linear',
    'trace',
    'archive',
    'ramp',
    'steps',
    'daily',
    'bursts',
    'priority',
    'schedule',
    'first',
    'ensemble',
  ],
  ...[
    'split',
    'adaptive',
    'module',
    'duration',
    'requests',
    'extends',
    'vars',
    'matrix',
    'models',
    'traffic',
    'faults',
    'expect',
  ],
  ...[
    'timeliness',
    'latency.p99',
    'decoy.coverage',
    'model.heavy.onTime',
    'every',
    'times',
    'during',
    'after',
    'within',
  ],
];

const TOKEN = /[A-Za-z0-9_.%/$-]+|[[\]{}:,]/g;

function mutateTokens(text: string, random: Random): string {
  const tokens = [...text.matchAll(TOKEN)];
  let result = text;
  for (let hits = 1 + below(random, 3); hits > 0; hits--) {
    const token = tokens[below(random, tokens.length)];
    if (token === undefined) return text;
    const other =
      random() < 0.5 ? pick(random, WORDS, '0') : (tokens[below(random, tokens.length)]?.[0] ?? '');
    const at = result.indexOf(token[0], Math.max(0, token.index - 40));
    if (at >= 0) result = result.slice(0, at) + other + result.slice(at + token[0].length);
  }
  return result;
}

type Node = { readonly parent: Record<string, unknown> | unknown[]; readonly key: string };

function nodesOf(value: unknown, found: Node[] = []): Node[] {
  if (typeof value !== 'object' || value === null) return found;
  const parent = isMap(value) ? value : Array.isArray(value) ? value : [];
  for (const [key, child] of Object.entries(value)) {
    found.push({ parent, key });
    nodesOf(child, found);
  }
  return found;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt({ parent, key }: Node): unknown {
  return Array.isArray(parent) ? parent[Number(key)] : parent[key];
}

function put({ parent, key }: Node, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function odd(random: Random): unknown {
  const word = pick(random, WORDS, '0');
  return pick<unknown>(random, [word, 0, -1, 1e300, true, null, [], {}, [word], { [word]: word }, 0.1], word);
}

/** The scenario as an object with one to three parts lost, moved, renamed or replaced. */
function mutateTree(tree: unknown, random: Random): unknown {
  for (let hits = 1 + below(random, 3); hits > 0; hits--) {
    const nodes = nodesOf(tree);
    const node = nodes[below(random, nodes.length)];
    const other = nodes[below(random, nodes.length)];
    if (node === undefined || other === undefined) return tree;
    const kind = below(random, 5);
    if (kind === 0) put(node, odd(random));
    else if (kind === 1 && isMap(node.parent)) delete node.parent[node.key];
    else if (kind === 2) put(node, structuredClone(valueAt(other)));
    else if (kind === 3 && isMap(node.parent))
      node.parent[pick(random, WORDS, 'x')] = structuredClone(valueAt(node));
    else
      put(
        node,
        random() < 0.5 ? [structuredClone(valueAt(node))] : { [other.key]: structuredClone(valueAt(node)) },
      );
  }
  return tree;
}

/** Short texts more often, in proportion to how much faster they are tried. */
function pickShort(random: Random, texts: readonly string[]): string {
  const total = texts.reduce((sum, text) => sum + 1 / text.length, 0);
  let left = random() * total;
  for (const text of texts) {
    left -= 1 / text.length;
    if (left <= 0) return text;
  }
  return texts[0] ?? '';
}

export interface Mutant {
  readonly text: string;
  /** Instead of a text, where it is given as one. */
  readonly object: unknown;
}

const trees = new Map<string, unknown>();

function parsed(text: string): unknown {
  if (!trees.has(text)) trees.set(text, parse(text));
  return trees.get(text);
}

/** The n-th mutant of a family of sound scenarios; always the same for the same n. */
export function mutant(sound: readonly string[], n: number): Mutant {
  const random = generator(Math.imul(n, 0x9e3779b1) ^ 0x5eed);
  const text = pickShort(random, sound);
  const kind = below(random, 4);
  if (kind === 0) return { text: mutateBytes(text, random), object: undefined };
  if (kind === 1) return { text: mutateTokens(text, random), object: undefined };
  const object = mutateTree(structuredClone(parsed(text)), random);
  if (kind === 2) return { text: '', object };
  return { text: stringify(object, { aliasDuplicateObjects: false }), object: undefined };
}
