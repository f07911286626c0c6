/** Draws requests and all their times ahead of the simulation, block by block. */
import type { Scenario } from '../scenarios/scenario.ts';
import { Delays } from '../workload/delays.ts';
import { BlockWriter, type SharedRing } from './block-ring.ts';
import { CallersHere } from './callers.ts';
import { ROW, rowLength } from './remote-callers.ts';

export class Foresight {
  private readonly callers: CallersHere;
  private readonly writer: BlockWriter;
  private readonly length: number;
  private isOver = false;

  constructor(simulated: Scenario, seed: number, ring: SharedRing) {
    this.callers = new CallersHere(simulated, seed, new Delays(simulated, seed));
    this.writer = new BlockWriter(ring);
    this.length = rowLength(this.callers.layout);
  }

  get canDraw(): boolean {
    return !this.isOver && this.writer.hasRoom;
  }

  /** Fills one block and hands it over. */
  draw(): void {
    while (!this.isOver && this.writer.fits(this.length)) this.drawNext();
    this.writer.handOver();
  }

  private drawNext(): void {
    const { callers, writer } = this;
    const { block, at } = writer;
    this.isOver = !callers.next();
    if (this.isOver) block[at + ROW.intendedUs] = Infinity;
    else {
      block[at + ROW.intendedUs] = callers.intendedUs;
      block[at + ROW.source] = callers.source;
      block[at + ROW.sourceOrdinal] = callers.sourceOrdinal;
      block[at + ROW.partition] = callers.partition;
      block[at + ROW.corrupt] = callers.corrupt ? 1 : 0;
      block[at + ROW.duplicateAfterUs] = callers.duplicateAfterUs;
      callers.writeTimes(block, at + ROW.times);
    }
    writer.at = at + this.length;
  }
}
