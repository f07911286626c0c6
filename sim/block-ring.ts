/**
 * Numbers from one thread to another, in order: a ring of blocks in shared memory.
 *
 * The writer fills a block without any care for the reader and then hands it over whole; so a number costs one store,
 * and a hand-over is paid once in some hundred requests. Nobody waits here: who finds no room or no block waits for a
 * bell. What the numbers mean is between the two.
 */

const BLOCKS = 8;

/** Words of `control`: blocks handed over, blocks given back; then the lengths of the blocks. */
const FILLED = 0;
const DRAINED = 1;
const LENGTHS = 2;

/** What the two threads share. */
export interface SharedRing {
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Block b at b × blockLength. */
  readonly numbers: Float64Array<SharedArrayBuffer>;
  readonly blockLength: number;
}

export function createRing(blockLength: number): SharedRing {
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * (LENGTHS + BLOCKS))),
    numbers: new Float64Array(new SharedArrayBuffer(8 * BLOCKS * blockLength)),
    blockLength,
  };
}

export class BlockWriter {
  /** The block in hand: the next number goes to `block[at]`. Only to be written to while there is room. */
  block: Float64Array;
  at = 0;
  private readonly ring: SharedRing;
  private readonly blocks: readonly Float64Array[];
  private filled = 0;

  constructor(ring: SharedRing) {
    this.ring = ring;
    this.blocks = blocksOf(ring);
    this.block = blockAt(this.blocks, 0);
  }

  /** Whether so many numbers fit into the block in hand. */
  fits(length: number): boolean {
    return this.at + length <= this.ring.blockLength;
  }

  handOver(): void {
    const { control } = this.ring;
    control[LENGTHS + (this.filled % BLOCKS)] = this.at;
    this.filled++;
    Atomics.store(control, FILLED, this.filled);
    this.block = blockAt(this.blocks, this.filled);
    this.at = 0;
  }

  /** Whether the block in hand is not with the reader any more. */
  get hasRoom(): boolean {
    return this.ahead < BLOCKS;
  }

  /** Whether the reader has enough to do for a while. */
  get isFarAhead(): boolean {
    return this.ahead >= BLOCKS / 2;
  }

  private get ahead(): number {
    return this.filled - Atomics.load(this.ring.control, DRAINED);
  }
}

export class BlockReader {
  private readonly ring: SharedRing;
  private readonly blocks: readonly Float64Array[];
  private drained = 0;

  constructor(ring: SharedRing) {
    this.ring = ring;
    this.blocks = blocksOf(ring);
  }

  get hasBlock(): boolean {
    return this.behind > 0;
  }

  /** Whether there is not much left to read. */
  get isShort(): boolean {
    return this.behind <= BLOCKS / 2;
  }

  private get behind(): number {
    return Atomics.load(this.ring.control, FILLED) - this.drained;
  }

  /** The numbers of the next block, which is there; good until it is given back. */
  take(): Float64Array {
    const length = this.ring.control[LENGTHS + (this.drained % BLOCKS)];
    return blockAt(this.blocks, this.drained).subarray(0, length);
  }

  giveBack(): void {
    this.drained++;
    Atomics.store(this.ring.control, DRAINED, this.drained);
  }
}

function blocksOf({ numbers, blockLength }: SharedRing): Float64Array[] {
  return Array.from({ length: BLOCKS }, (_, block) =>
    numbers.subarray(block * blockLength, (block + 1) * blockLength),
  );
}

function blockAt(blocks: readonly Float64Array[], count: number): Float64Array {
  return blocks[count % BLOCKS] ?? new Float64Array(0);
}
