/**
 * The faults of a run: when each began and ended, and whether it bit.
 *
 * What was done to processes, wires and brokers from outside is told by who did it. Faults inside roles and of traffic
 * are in force by plan, and bit if something that they act on happened meanwhile, as in the simulator: a service that
 * began, a request that was swallowed, a request that came.
 */
import type { Measurement } from '../../measure/measurement.ts';
import type { Fault, Scenario } from '../../scenarios/scenario.ts';
import { type Role, rolesNamed } from '../roles/role.ts';
import type { FaultEvidence } from './evidence.ts';
import type { RequestBook } from './request-book.ts';

const OUTSIDE: ReadonlySet<string> = new Set(['crash', 'pause', 'cut', 'delay', 'rebalance']);

/** A fault inside a role, as that role meets it. */
interface Inside {
  readonly fault: number;
  readonly kind: string;
  readonly windows: Fault['windows'];
}

export class FaultAccount {
  private readonly scenario: Scenario;
  private readonly occurrences: readonly FaultEvidence[];
  private readonly roles: readonly Role[];
  private readonly bitten: Uint8Array;

  constructor(scenario: Scenario, occurrences: readonly FaultEvidence[], roles: readonly Role[]) {
    this.scenario = scenario;
    this.occurrences = occurrences.filter(({ beganUs }) => !Number.isNaN(beganUs));
    this.roles = roles;
    this.bitten = new Uint8Array(scenario.faults.length);
    for (const { fault, bitten } of this.occurrences) if (bitten) this.bitten[fault] = 1;
  }

  /** What the role should be told of: call `noteService` and `noteHang` with it. */
  insideOf(role: Role): readonly Inside[] {
    return this.scenario.faults.flatMap(({ hardship, windows, only }, fault) => {
      if (OUTSIDE.has(hardship.kind) || only === 'sim' || !('target' in hardship)) return [];
      return rolesNamed([role], hardship.target).length > 0 ? [{ fault, kind: hardship.kind, windows }] : [];
    });
  }

  /** A service began, or a request was swallowed (`hang`), in a role of which these are the faults. */
  note(inside: readonly Inside[], what: 'service' | 'hang', atUs: number): void {
    for (const { fault, kind, windows } of inside)
      if ((kind === 'hang') === (what === 'hang') && isWithin(windows, atUs)) this.bitten[fault] = 1;
  }

  /** The occurrences that killed a role. */
  killsOf(role: Role): readonly FaultEvidence[] {
    return this.strikesOn(role, ['crash']);
  }

  /** Whether the role was gone for good, or stood still, when the run ended. */
  isGone(role: Role): boolean {
    return this.strikesOn(role, ['crash', 'pause']).some(({ endedUs }) => Number.isNaN(endedUs));
  }

  /** When the front end could not send: [from, to) of each outage, Infinity where it never came back. */
  frontEndOutages(role: Role): readonly { readonly fromUs: number; readonly toUs: number }[] {
    return this.strikesOn(role, ['crash', 'pause']).map(({ beganUs, endedUs }) => ({
      fromUs: beganUs,
      toUs: Number.isNaN(endedUs) ? Number.POSITIVE_INFINITY : endedUs,
    }));
  }

  /** Before the first request is settled, because windows may become known by it. */
  tell(measurement: Measurement, book: RequestBook, endUs: number): void {
    for (const { fault, beganUs, endedUs, unhealed } of this.occurrences) {
      measurement.faultBegan(fault, beganUs);
      if (!Number.isNaN(endedUs) && unhealed === '') measurement.faultEnded(fault, endedUs);
    }
    this.scenario.faults.forEach((fault, nth) => {
      if (OUTSIDE.has(fault.hardship.kind) || fault.only === 'sim') return;
      for (const { fromUs, toUs } of fault.windows) {
        if (fromUs < endUs) measurement.faultBegan(nth, fromUs);
        if (toUs < endUs) measurement.faultEnded(nth, toUs);
      }
      if (this.bitByTraffic(fault, book, endUs)) this.bitten[nth] = 1;
    });
    this.bitten.forEach((bitten, fault) => {
      if (bitten === 1) measurement.faultBitten(fault);
    });
  }

  remarks(): string[] {
    const skipped = this.scenario.faults.flatMap(({ name, only }) =>
      only === 'sim' ? [`The fault "${name}" is marked only: sim and was not carried out.`] : [],
    );
    const open = this.occurrences.flatMap(({ fault, unhealed }) =>
      unhealed === '' ? [] : [`The fault "${this.scenario.faults[fault]?.name}" did not heal: ${unhealed}.`],
    );
    return [...skipped, ...open];
  }

  private strikesOn(role: Role, kinds: readonly string[]): readonly FaultEvidence[] {
    return this.occurrences.filter(({ fault, beganUs }) => {
      const hardship = this.scenario.faults[fault]?.hardship;
      if (hardship === undefined || !('target' in hardship) || !kinds.includes(hardship.kind)) return false;
      return rolesNamed(this.roles, hardship.target).some(({ name }) => name === role.name) && beganUs >= 0;
    });
  }

  private bitByTraffic({ hardship, windows }: Fault, book: RequestBook, endUs: number): boolean {
    switch (hardship.kind) {
      case 'silence':
        return windows.some(({ fromUs }) => fromUs < endUs);
      case 'surge':
        return isMet(book, windows, () => true);
      case 'corrupt':
        return isMet(book, windows, (n) => book.sourceOf(n) === hardship.source && book.isCorrupt(n));
      case 'duplicate':
        return isMet(book, windows, (n) => book.sourceOf(n) === hardship.source && book.copies[n] === 2);
      default:
        return false;
    }
  }
}

function isMet(book: RequestBook, windows: Fault['windows'], isStruck: (n: number) => boolean): boolean {
  for (let n = 0; n < book.count; n++) if (isWithin(windows, book.intendedUs(n)) && isStruck(n)) return true;
  return false;
}

function isWithin(windows: Fault['windows'], atUs: number): boolean {
  return windows.some(({ fromUs, toUs }) => atUs >= fromUs && atUs < toUs);
}
