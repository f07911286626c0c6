/**
 * Did the front end keep to the schedule? A request that is sent late is still measured from when it was due, so no
 * latency is hidden; but what the architecture was put through is then another load than the scenario's, and the run says
 * nothing about that.
 *
 * Tolerated are 5 ms, which a timer and a busy machine may take, or 2 % of the deadline where that is more, for 99 of 100
 * requests; and that in all, 99 % of the offered rate is reached. What came due while a fault held the front end is its
 * fault's doing, and left out.
 */
import { NEVER } from '../../measure/ledger.ts';
import type { CaseFile } from './case-file.ts';
import type { Span } from './sending-account.ts';

const LEAST_TOLERATED_US = 5_000;
const OF_DEADLINE = 0.02;
const RATE_REACHED = 0.99;

export interface GeneratorFigures {
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
}

export function judgeGenerator(file: CaseFile, outages: readonly Span[]): GeneratorFigures {
  const { trafficEndUs, complete } = file.evidence;
  const lags = lagsUs(file, outages);
  const at = (share: number) => lags[Math.max(0, Math.ceil(share * lags.length) - 1)] ?? 0;
  const lagUs = { p50: at(0.5), p99: at(0.99), max: at(1) };
  const launched = file.book.launchedUs.reduce((sum, us) => (us === NEVER ? sum : sum + 1), 0);
  const lastUs = file.book.launchedUs.reduce((most, us) => Math.max(most, us), 0);
  const offeredPerSecond = perSecond(file.book.count, trafficEndUs);
  const achievedPerSecond = perSecond(launched, Math.max(trafficEndUs, lastUs));
  const toleratedUs = Math.max(LEAST_TOLERATED_US, OF_DEADLINE * file.scenario.rendezvous.deadlineUs);
  if (lagUs.p99 > toleratedUs)
    file.findings.say(
      `The generator fell behind its schedule: one request in a hundred was sent ${ms(lagUs.p99)} late or more, and ${ms(toleratedUs)} are tolerated; the machine was too busy for this rate.`,
    );
  if (complete && outages.length === 0 && achievedPerSecond < RATE_REACHED * offeredPerSecond)
    file.findings.say(
      `The generator fell behind its schedule: it reached ${rate(achievedPerSecond)} of ${rate(offeredPerSecond)} requests per second.`,
    );
  return { offeredPerSecond, achievedPerSecond, lagUs };
}

/** Ascending, of the measured requests; of all where none is measured. */
function lagsUs({ book, evidence }: CaseFile, outages: readonly Span[]): Float64Array {
  const after = (fromUs: number) =>
    book.launchedUs
      .map((us, n) => {
        const intendedUs = book.intendedUs(n);
        const isHeld = outages.some((outage) => intendedUs >= outage.fromUs && intendedUs < outage.toUs);
        return us === NEVER || isHeld || intendedUs < fromUs ? Number.NaN : Math.max(0, us - intendedUs);
      })
      .filter((us) => !Number.isNaN(us))
      .sort();
  const measured = after(evidence.warmupUs);
  return measured.length > 0 ? measured : after(0);
}

function perSecond(count: number, us: number): number {
  return us > 0 ? (count * 1e6) / us : 0;
}

function ms(us: number): string {
  return `${Number((us / 1_000).toPrecision(3))} ms`;
}

function rate(perSecondOf: number): string {
  return String(Number(perSecondOf.toPrecision(4)));
}
