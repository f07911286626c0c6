/**
 * A stream of chance: number n of the stream with this seed and label, for any n, in any order.
 *
 * What belongs to a request must not depend on who asked first. So a stream keeps no position: its key is derived
 * once from the root seed and the label, and each draw is a hash of key and ordinal. A restarted process finds its
 * draws again, and a new component, having a label of its own, moves nobody's numbers.
 *
 * seedrandom derives the key and does nothing else: it cannot jump to the n-th number, and seeding one generator
 * costs as much as some five hundred draws of this hash. This is the only file that knows it.
 */
import seedrandom from 'seedrandom';

const TWO_TO_32 = 4_294_967_296;
const TWO_TO_MINUS_32 = 1 / TWO_TO_32;
const TWO_TO_MINUS_52 = 1 / 4_503_599_627_370_496;

export class Stream {
  private readonly first: number;
  private readonly second: number;
  private readonly third: number;

  constructor(seed: number, label: string) {
    // ARC4 repeats its key, so "1", "11" and "111" alone would give one stream; the NUL at the end, which no label
    // holds, makes every key a word of its own.
    const generator = seedrandom(`${seed}:${label}\0`);
    this.first = generator.int32();
    this.second = generator.int32();
    this.third = generator.int32();
  }

  /**
   * The n-th number of the stream, in (0, 1), never 0 and never 1; n is an integer from 0 to 2^53 − 1.
   *
   * Three rounds of multiply and xor-shift (the constants are those of triple32, found by search for least bias), with a
   * word of the key before each: for one key a permutation of the 2^32 low words of n (the high word alters the key).
   * The upper 32 bits of the number are its result, 20 more are mixed from it so that no coarse lattice shows.
   */
  uniform(n: number): number {
    let second = this.second;
    if (n >= TWO_TO_32) second ^= Math.imul(Math.floor(n * TWO_TO_MINUS_32), 0x9e3779b1);
    let x = n ^ this.first;
    x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb) ^ second;
    x = Math.imul(x ^ (x >>> 11), 0xac4c1b51) ^ this.third;
    x = Math.imul(x ^ (x >>> 15), 0x31848bab);
    x ^= x >>> 14;
    const fine = Math.imul(x ^ second, 0x9e3779b1);
    return (x >>> 0) * TWO_TO_MINUS_32 + ((fine >>> 12) + 0.5) * TWO_TO_MINUS_52;
  }
}
