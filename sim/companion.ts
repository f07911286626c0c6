/**
 * A second thread for a long run: it draws the requests and their times ahead of the simulation, and measures and watches
 * behind it.
 *
 * Both need nothing from the simulation but what can be written down as numbers, and give nothing back but numbers and,
 * in the end, the measures. The thread runs the very classes that would run here, on the same arguments in the same order,
 * so what comes out is the same to the last bit.
 *
 *   thread ─ callers ring: requests with their times → simulation ─ measuring ring: what happened → thread
 */
import { extname } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { DefectError } from '../measure/defect.ts';
import { MOST_TOGETHER } from '../measure/ledger.ts';
import type { RunEnd, RunStart } from '../measure/measurement.ts';
import type { RunMeasures } from '../measure/run-measures.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Delays } from '../workload/delays.ts';
import { TimesLayout } from '../workload/request-times.ts';
import { type BellWord, createBell, ring, waitUntil } from './bell.ts';
import { BlockReader, BlockWriter, createRing, type SharedRing } from './block-ring.ts';
import type { CreateCallers } from './callers.ts';
import type { BookParts, Books } from './measuring.ts';
import { RemoteCallers, rowLength } from './remote-callers.ts';
import { RemoteMeasurement } from './remote-measurement.ts';
import { RemoteWatch } from './remote-watch.ts';

/** Numbers in a block of a ring, at least. */
const BLOCK = 8_192;
/** A thread that lives has drawn or counted a block long before; the thread itself waits for the simulation as long as it takes. */
const LOOKS = 6;

/** What the two threads share. */
export interface Shared {
  readonly callers: SharedRing;
  readonly measuring: SharedRing;
  /** Rung for the simulation, and for the thread. */
  readonly here: BellWord;
  readonly there: BellWord;
  /** 1 when the thread has ended, well or not. */
  readonly ended: Int32Array<SharedArrayBuffer>;
}

/** What the thread is given. */
export interface CompanionOrder {
  /** The scenario as it is measured, and as it is simulated; neither with the user's policy, of which nothing is asked. */
  readonly given: Scenario;
  readonly simulated: Scenario;
  readonly start: RunStart;
  readonly shared: Shared;
  readonly port: MessagePort;
}

/** What the thread is told in the end, beside the ring. */
export interface CompanionEnd extends RunEnd {
  readonly mailboxesMax: number;
  readonly earlyScores: number;
  readonly lateScores: number;
}

/** What it says, once. */
export type CompanionReport =
  | { readonly kind: 'measures'; readonly measures: RunMeasures }
  | { readonly kind: 'failure'; readonly isDefect: boolean; readonly message: string };

export class Companion {
  private worker: Worker | undefined;
  private port: MessagePort | undefined;
  private shared: Shared | undefined;
  private callers: SharedRing | undefined;

  readonly createCallers: CreateCallers = (scenario: Scenario, _seed: number, delays: Delays) => {
    const layout = new TimesLayout(scenario.models.length, !delays.isZero);
    const length = rowLength(layout);
    const callers = createRing(Math.max(1, Math.floor(BLOCK / length)) * length);
    this.callers = callers;
    return new RemoteCallers(new BlockReader(callers), layout, this);
  };

  readonly openBooks = ({ given, simulated, ledger, start }: BookParts): Books => {
    if (this.callers === undefined) throw new Error('A companion measures only whom it draws for');
    const { callers } = this;
    const measuring = createRing(Math.max(BLOCK, 2 + MOST_TOGETHER * ledger.stride));
    const ended = new Int32Array(new SharedArrayBuffer(4));
    const shared = { callers, measuring, here: createBell(), there: createBell(), ended };
    this.shared = shared;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const order: CompanionOrder = {
      given: sendable(given),
      simulated: sendable(simulated),
      start,
      shared,
      port: port2,
    };
    // Beside this file stands the thread's: as .ts in a checkout, as .js in the published package.
    this.worker = new Worker(new URL(`./companion-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: order,
      transferList: [port2],
    });
    const measurement = new RemoteMeasurement(simulated, new BlockWriter(shared.measuring), ledger, this);
    return { measurement, watch: new RemoteWatch(simulated, measurement) };
  };

  /** Tells the thread that there is something to do. */
  wake(): void {
    if (this.shared !== undefined) ring(this.shared.there);
  }

  /** Waits until it is so. @throws what the thread has failed with, if it has */
  waitUntil(isSo: () => boolean): void {
    const { shared } = this;
    if (shared === undefined) return;
    waitUntil(shared.here, () => isSo() || hasEnded(shared), LOOKS);
    if (!isSo()) this.report();
  }

  /** What the thread needs beside the last message in the ring; to be said before that. */
  prepareEnd(end: CompanionEnd): void {
    this.port?.postMessage(end);
  }

  /** After the last message. @throws DefectError when what was counted does not add up */
  finish(): RunMeasures {
    const { shared } = this;
    this.wake();
    if (shared !== undefined) waitUntil(shared.here, () => hasEnded(shared), LOOKS);
    return this.report();
  }

  /** The run is over, or given up. */
  close(): void {
    this.port?.close();
    void this.worker?.terminate();
  }

  private report(): RunMeasures {
    const said: { message: CompanionReport } | undefined =
      this.port === undefined ? undefined : receiveMessageOnPort(this.port);
    const report = said?.message;
    if (report?.kind === 'measures') return report.measures;
    const message = report?.message ?? 'The thread that measures has ended without a word';
    throw report?.isDefect === false ? new Error(message) : new DefectError(message);
  }
}

function hasEnded({ ended }: Shared): boolean {
  return Atomics.load(ended, 0) === 1;
}

/** Without what no message can hold. */
function sendable(scenario: Scenario): Scenario {
  const { policy } = scenario.rendezvous;
  if (policy.kind !== 'module') return scenario;
  return { ...scenario, rendezvous: { ...scenario.rendezvous, policy: { kind: 'first', of: [] } } };
}
