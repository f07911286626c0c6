/**
 * From a record's key to its partition, bit for bit as Kafka's default partitioner does it: murmur2 of the bytes, the
 * sign bit cleared, modulo the number of partitions.
 */

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** Kafka's murmur2 (org.apache.kafka.common.utils.Utils) of the first `length` bytes, as a signed 32-bit integer. */
export function murmur2(bytes: Uint8Array, length: number = bytes.length): number {
  const whole = length & ~3;
  let h = SEED ^ length;
  for (let i = 0; i < whole; i += 4) {
    let k =
      (bytes[i] ?? 0) |
      ((bytes[i + 1] ?? 0) << 8) |
      ((bytes[i + 2] ?? 0) << 16) |
      ((bytes[i + 3] ?? 0) << 24);
    k = Math.imul(k, MULTIPLIER);
    k = Math.imul(k ^ (k >>> 24), MULTIPLIER);
    h = Math.imul(h, MULTIPLIER) ^ k;
  }
  const rest = length - whole;
  if (rest > 2) h ^= (bytes[whole + 2] ?? 0) << 16;
  if (rest > 1) h ^= (bytes[whole + 1] ?? 0) << 8;
  if (rest > 0) h = Math.imul(h ^ (bytes[whole] ?? 0), MULTIPLIER);
  h = Math.imul(h ^ (h >>> 13), MULTIPLIER);
  return h ^ (h >>> 15);
}

/** The partition of a key given as its UTF-8 bytes. */
export function partitionOf(bytes: Uint8Array, length: number, partitions: number): number {
  return (murmur2(bytes, length) & 0x7fffffff) % partitions;
}
