/**
 * Does what the front end sent agree with the schedule, with what it was told, and with what stands in the log? Sorts
 * what was lost from what failed, from what nobody knows; the log decides where its sender does not know.
 */
import { crc32 } from 'node:zlib';
import { APPENDED, NEVER, REFUSED, SOURCE, SOURCE_ORDINAL } from '../../measure/ledger.ts';
import type { CallerAccount } from './caller-account.ts';
import type { CaseFile } from './case-file.ts';
import { Counts } from './counts.ts';
import { FOREIGN } from './stored-records.ts';

/** Callers who send a request twice do so within this time. */
const LONGEST_RETRY_US = 1_000_000;
/** Longer than any sender waits to be told. */
const LONGEST_FLIGHT_US = 60_000_000;

export interface Sending {
  readonly launched: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** What became of it was not told; the log knows. */
  readonly indeterminate: number;
}

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Everybody must have told what they read, so that it is known when records were durable. */
export function accountForSending(file: CaseFile, callers: CallerAccount, outages: readonly Span[]): Sending {
  checkRecords(file, callers);
  const told = { launched: 0, sent: 0, acknowledged: 0, failed: 0, indeterminate: 0 };
  for (let n = 0; n < file.book.count; n++) {
    checkLaunches(file, callers, outages, n);
    if (callers.launched.of(n) === 0) continue;
    told.launched++;
    if (callers.acknowledged.of(n) > 0) told.acknowledged++;
    else if (callers.failed.of(n) > 0) told.failed++;
    else told.indeterminate++;
  }
  appendAll(file, callers);
  return { ...told, sent: told.acknowledged + told.indeterminate };
}

/**
 * When the front end was dead or stood still: what came due meanwhile could not be sent in time. It is over when the
 * first request is sent again.
 */
export function outagesOf(file: CaseFile): readonly Span[] {
  const { book, faults } = file;
  const planned = file.rolesOfKind('frontend').flatMap(({ role }) => faults.frontEndOutages(role));
  return planned.map(({ fromUs, toUs }) => {
    const again = book.launchedUs.reduce(
      (least, atUs) => (atUs >= toUs && atUs < least ? atUs : least),
      Number.POSITIVE_INFINITY,
    );
    return { fromUs, toUs: again };
  });
}

function checkLaunches(file: CaseFile, callers: CallerAccount, outages: readonly Span[], n: number): void {
  const { book, findings, evidence } = file;
  const launched = callers.launched.of(n);
  const copies = book.copies[n] ?? 1;
  const intendedUs = book.intendedUs(n);
  if (launched > copies) findings.add('oversent', callers.name, n);
  // A run that is being stopped stops in the middle of things.
  if (!evidence.complete) return;
  if (launched < copies && !outages.some((outage) => meets(outage, intendedUs, copies)))
    findings.add('unlaunched', callers.name, n);
  const untold = launched - callers.acknowledged.of(n) - callers.failed.of(n) - callers.indeterminate.of(n);
  if (untold > 0 && !wasKilledMeanwhile(callers, book.launchedUs[n] ?? NEVER))
    findings.add('untold', callers.name, n);
}

/**
 * Who is killed with records on their way is told nothing of them. Between the order to kill and the death it may have
 * launched some more.
 */
function wasKilledMeanwhile({ kills }: CallerAccount, launchedUs: number): boolean {
  return kills.some(
    ({ beganUs, endedUs }) => launchedUs >= beganUs - LONGEST_FLIGHT_US && !(launchedUs > endedUs),
  );
}

function meets(outage: Span, intendedUs: number, copies: number): boolean {
  const lastUs = intendedUs + (copies > 1 ? LONGEST_RETRY_US : 0);
  return lastUs >= outage.fromUs && intendedUs < outage.toUs;
}

function checkRecords(file: CaseFile, callers: CallerAccount): void {
  const { book, first, findings } = file;
  const { size, n } = first.records;
  const standing = new Counts(book.count);
  for (let row = 0; row < size; row++) {
    const request = n[row] ?? FOREIGN;
    if (!file.isOurs(first.topic, request)) continue;
    if (callers.launched.of(request) === 0) {
      findings.add('foreign', first.topic, request);
      continue;
    }
    standing.add(request);
    if (standing.of(request) > callers.launched.of(request) - callers.failed.of(request))
      findings.add(callers.failed.of(request) > 0 ? 'failed' : 'doubled', first.topic, request);
    if (!isInPlace(file, row, request)) findings.add('misplaced', first.topic, request);
    if (first.records.checksum[row] !== book.checksum[request]) findings.add('changed', first.topic, request);
  }
}

function isInPlace({ book, first }: CaseFile, row: number, n: number): boolean {
  const { partition, source, sourceOrdinal, keyChecksum } = first.records;
  const ofSource = book.at(n, SOURCE);
  const ordinal = book.at(n, SOURCE_ORDINAL);
  return (
    partition[row] === book.partitionOf(n) &&
    source[row] === ofSource &&
    sourceOrdinal[row] === ordinal &&
    keyChecksum[row] === (crc32(book.workload.keyOf(ofSource, ordinal)) | 0)
  );
}

/** When each request was durable, and whether that was in time. */
function appendAll(file: CaseFile, callers: CallerAccount): void {
  const { book, first, scenario } = file;
  const places = first.firstPlaces(book.count);
  for (let n = 0; n < book.count; n++) {
    const appendedUs = first.durableAt(places[n] ?? -1, book.launchedUs[n] ?? NEVER);
    book.set(n, APPENDED, appendedUs);
    const isLate = appendedUs >= book.intendedUs(n) + scenario.rendezvous.deadlineUs;
    // What was acknowledged and is gone was not refused: it was lost, and nobody answers it.
    if (isLate || (appendedUs === NEVER && callers.acknowledged.of(n) === 0)) book.set(n, REFUSED, 1);
  }
}
