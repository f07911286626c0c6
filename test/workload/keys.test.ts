import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { murmur2, partitionOf } from '../../scenarios/partitioner.ts';
import type { Keys } from '../../scenarios/scenario.ts';
import { requestId, SourceKeys } from '../../workload/keys.ts';
import { sourceOf } from './scenario-of.ts';
import { chiSquare, chiSquareBound, range, SIX_SIGMA } from './statistics.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** From Kafka's own UtilsTest.testMurmur2, and further ones of clients that were checked against it. */
const KAFKA: [string, number][] = [
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
  ['', 275_646_681],
  ['1', -1_993_445_489],
  ['12', 126_087_238],
  ['123', -267_702_483],
  ['1234', -1_614_185_708],
  ['12345', -1_188_365_604],
];

describe('the partitioner', () => {
  test.each(KAFKA)('hashes %j as Kafka does', (key, hash) => {
    expect(murmur2(utf8(key))).toBe(hash);
  });

  test('clears the sign bit and takes the rest modulo the partitions', () => {
    for (const [key, hash] of KAFKA) {
      const bytes = utf8(key);
      expect(partitionOf(bytes, bytes.length, 12)).toBe((hash & 0x7fffffff) % 12);
    }
  });
});

function keysOf(keys: Keys, partitions = 12, seed = 1): SourceKeys {
  return new SourceKeys(sourceOf('callers', { keys }), partitions, seed);
}

describe.each<[string, Keys]>([
  ['fresh', { kind: 'fresh' }],
  ['uniform', { kind: 'uniform', count: 1000 }],
  ['zipf', { kind: 'zipf', count: 1000, exponent: 1.2 }],
  ['uniform over more keys than are kept', { kind: 'uniform', count: 1_500_000 }],
])('%s keys', (_, keys) => {
  test('lead to the partition that Kafka gives their bytes, in whatever order they are asked', () => {
    const asked = keysOf(keys);
    const ordinals = fc.oneof(fc.nat(200), fc.nat({ max: 5_000_000 }));
    fc.assert(
      fc.property(fc.array(ordinals, { maxLength: 20 }), (ns) => {
        for (const n of ns) {
          const bytes = utf8(asked.key(n));
          expect(asked.partition(n)).toBe(partitionOf(bytes, bytes.length, 12));
        }
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test('lead there in a row too, through every change of the number of digits', () => {
    const asked = keysOf(keys);
    const astray = range(10_100).filter((n) => {
      const bytes = utf8(asked.key(n));
      return asked.partition(n) !== partitionOf(bytes, bytes.length, 12);
    });
    expect(astray).toEqual([]);
  });

  test('all lead to partition 0 where there is only one', () => {
    expect(new Set(range(100).map((n) => keysOf(keys, 1).partition(n)))).toEqual(new Set([0]));
  });
});

describe('which key a request has', () => {
  test('a fresh one is its id', () => {
    expect(keysOf({ kind: 'fresh' }).key(1234)).toBe(requestId('callers', 1234));
    expect(requestId('callers', 1234)).toBe('callers-1234');
  });

  test('uniform keys are k0, k1, … with equal shares (false alarm 1e-9)', () => {
    const asked = keysOf({ kind: 'uniform', count: 50 });
    const counts = range(50).map(() => 0);
    for (const n of range(100_000)) {
      const key = Number(asked.key(n).slice(1));
      counts[key] = (counts[key] ?? 0) + 1;
    }
    expect(counts).toHaveLength(50);
    expect(chiSquare(counts, 2000)).toBeLessThan(chiSquareBound(49));
  });

  test.each([0, 0.8, 1, 1.5, 4])(
    'zipf keys have shares in proportion to rank^−%d (false alarm 1e-8)',
    (exponent) => {
      const asked = keysOf({ kind: 'zipf', count: 20, exponent });
      const weights = range(20).map((rank) => Math.exp(-exponent * Math.log(rank + 1)));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const draws = 100_000;
      const counts = range(20).map(() => 0);
      for (const n of range(draws)) {
        const key = Number(asked.key(n).slice(1));
        counts[key] = (counts[key] ?? 0) + 1;
      }
      weights.forEach((weight, key) => {
        const expected = (draws * weight) / sum;
        // A count of few has a longer tail than a normal number: four more for that.
        expect(Math.abs((counts[key] ?? 0) - expected)).toBeLessThan(SIX_SIGMA * Math.sqrt(expected) + 4);
      });
      expect(counts.reduce((total, count) => total + count, 0)).toBe(draws);
    },
  );
});
