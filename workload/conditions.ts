/**
 * What planned faults do to the services of one process: pure functions of time, the same for both hosts.
 *
 * `slow` and `leak` act on services that start inside a window, `errors` likewise; `hang` is a state of an instant.
 * What happens to the process itself (crash, pause) and to its wires (delay, cut) is the host's to do.
 */
import type { Fault, Hardship, Scenario, Target } from '../scenarios/scenario.ts';
import type { Draws } from './draws.ts';
import { wholeUs } from './service-time.ts';
import { Windows } from './windows.ts';

/** The process that asks. */
export type Worker =
  | { readonly kind: 'model'; readonly model: number; readonly replica: number }
  | { readonly kind: 'enrichment' };

interface Condition {
  readonly fault: number;
  readonly windows: Windows;
}

interface Slowness extends Condition {
  readonly factor: number;
  readonly addUs: number;
  /** Growth of the service time in a second; 0 for a plain slowness. */
  readonly growthPerSecond: number;
}

interface Errors extends Condition {
  readonly share: number;
}

export class Conditions {
  /** True where no such fault is planned: callers may skip the questions below. */
  readonly calm: boolean;
  /** In file order, which is the order in which they act. */
  private readonly slownesses: readonly Slowness[];
  private readonly hangings: readonly Windows[];
  private readonly errors: readonly Errors[];

  constructor(scenario: Scenario, worker: Worker) {
    const faults = scenario.faults.map((fault, index) => ({ fault, index }));
    const own = faults.filter(({ fault }) => strikes(fault.hardship, worker));
    this.slownesses = own.flatMap(({ fault, index }) => slownessOf(fault, index));
    this.hangings = own.flatMap(({ fault }) =>
      fault.hardship.kind === 'hang' ? [new Windows(fault.windows)] : [],
    );
    this.errors = own.flatMap(({ fault, index }) => errorsOf(fault, index));
    this.calm = this.slownesses.length + this.hangings.length + this.errors.length === 0;
  }

  /** What a service that starts now takes, whole µs; `restartedUs` is when the process last started, 0 for the first. */
  serviceUs(baseUs: number, startUs: number, restartedUs: number): number {
    let us = baseUs;
    for (let i = 0; i < this.slownesses.length; i++) {
      const slowness = this.slownesses[i];
      if (slowness !== undefined) us = slowed(us, slowness, startUs, restartedUs);
    }
    return us === baseUs ? baseUs : wholeUs(us);
  }

  /** Whether what is read now is committed and never scored. A loop, as below: it is asked at every service. */
  hangs(nowUs: number): boolean {
    for (let i = 0; i < this.hangings.length; i++) if (this.hangings[i]?.contains(nowUs)) return true;
    return false;
  }

  /** Whether a fault makes this service, which starts now, give an error. */
  fails(draws: Draws, source: number, n: number, startUs: number): boolean {
    for (let i = 0; i < this.errors.length; i++) {
      const errors = this.errors[i];
      const isStruck = errors?.windows.contains(startUs) === true;
      if (isStruck && draws.faultShare(errors.fault, source, n) < errors.share) return true;
    }
    return false;
  }
}

/** A leak grows from the start of its window, or from the restart that cured it for a while. */
function slowed(us: number, slowness: Slowness, startUs: number, restartedUs: number): number {
  const sinceUs = slowness.windows.startOf(startUs);
  if (sinceUs < 0) return us;
  const leakingSeconds = (startUs - Math.max(sinceUs, restartedUs)) / 1e6;
  return us * slowness.factor * (1 + slowness.growthPerSecond * leakingSeconds) + slowness.addUs;
}

function slownessOf(fault: Fault, index: number): Slowness[] {
  const { hardship } = fault;
  if (hardship.kind !== 'slow' && hardship.kind !== 'leak') return [];
  const condition = { fault: index, windows: new Windows(fault.windows) };
  return hardship.kind === 'slow'
    ? [{ ...condition, factor: hardship.factor, addUs: hardship.addUs, growthPerSecond: 0 }]
    : [{ ...condition, factor: 1, addUs: 0, growthPerSecond: hardship.growthPerSecond }];
}

function errorsOf(fault: Fault, index: number): Errors[] {
  const { hardship } = fault;
  if (hardship.kind !== 'errors') return [];
  return [{ fault: index, windows: new Windows(fault.windows), share: hardship.share }];
}

function strikes(hardship: Hardship, worker: Worker): boolean {
  return 'target' in hardship && isAt(hardship.target, worker);
}

function isAt(target: Target, worker: Worker): boolean {
  if (worker.kind === 'enrichment') return target.kind === 'enrichment';
  if (target.kind !== 'model' || target.model !== worker.model) return false;
  return target.replica === 'all' || target.replica === worker.replica;
}
