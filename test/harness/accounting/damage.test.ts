/** Evidence in which something is wrong: each damage is convicted by name, with its request, and nothing else is. */
import { describe, expect, test } from 'vitest';
import { account } from '../../../harness/accounting/account.ts';
import { FOREIGN } from '../../../harness/accounting/stored-records.ts';
import { OBSERVED, type Observed, RECEIPT } from '../../../harness/observations/observation.ts';
import { ORDINAL, SCORE_READ } from '../../../measure/ledger.ts';
import { layoutOf } from '../../../measure/measures.ts';
import type { Outcome } from '../../../measure/result.ts';
import type { RunMeasures } from '../../../measure/run-measures.ts';
import {
  AT_FRONTEND,
  atModel,
  build,
  callers,
  decoy,
  delays,
  exponential,
  fault,
  MS,
  model,
  SECOND,
} from '../../sim/scenario-builder.ts';
import { StagedEvidence, simulate, stage } from './staged-evidence.ts';

const SCENARIO = build({
  durationUs: 5 * SECOND,
  traffic: [callers(60)],
  models: [model('heavy', { concurrency: 4 }), model('light', { role: 'backstop' }), decoy()],
  streams: {
    partitions: 2,
    delays: { ...delays(0, 0), append: exponential(MS), fetch: exponential(MS) },
  },
});
const SEED = 9;
/** The request that is damaged. */
const N = 74;

const SIMULATED = simulate(SCENARIO, SEED);

/** Evidence of the one run, told anew, so that it may be damaged. */
function staged(): StagedEvidence {
  return new StagedEvidence(SIMULATED);
}

function the<T extends { readonly n: number }>(records: readonly T[], n = N): T {
  const found = records.find((record) => record.n === n);
  if (found === undefined) throw new RangeError(`there is no record of request ${n}`);
  return found;
}

function remove<T>(records: T[], which: (record: T) => boolean): void {
  const kept = records.filter((record) => !which(record));
  records.splice(0, records.length, ...kept);
}

function removeObserved(evidence: StagedEvidence, role: string, kind: Observed, n = N): void {
  evidence.forget(role, (each) => each.kind === kind && each.n === n);
}

function endOf(records: readonly { partition: number; offset: number }[], partition: number): number {
  return (
    Math.max(-1, ...records.filter((each) => each.partition === partition).map((each) => each.offset)) + 1
  );
}

function outcome(measures: RunMeasures, name: Outcome): number {
  return measures.whole.tally[layoutOf(SCENARIO).outcome(name)] ?? 0;
}

/** As if nobody but the front end ever saw it. */
function unsee(evidence: StagedEvidence, n = N): void {
  for (const { name } of evidence.roles)
    evidence.forget(
      name,
      (each) =>
        each.n === n &&
        (name !== 'frontend' || each.kind === OBSERVED.answerRead) &&
        each.kind !== OBSERVED.launched,
    );
  remove(evidence.scores, (record) => record.n === n);
  remove(evidence.results, (record) => record.n === n);
  for (const copies of evidence.archives.values()) remove(copies, (record) => record.n === n);
}

/** By request and by model only the heavy one can have answered. */
const RENDEZVOUS = 'rendezvous-0';
const HEAVY = 'heavy-0';

const DAMAGES: Readonly<Record<string, readonly [(evidence: StagedEvidence) => void, readonly string[]]>> = {
  nothing: [() => {}, []],
  'an acknowledged request that is not in the log': [
    (evidence) => {
      remove(evidence.input, (record) => record.n === N);
      unsee(evidence);
    },
    [`1 record was acknowledged and is not in input (request ${N}).`],
  ],
  'an acknowledged score that is not in the log': [
    (evidence) => {
      remove(evidence.scores, (record) => record.n === N && record.model === 1);
      evidence.forget(RENDEZVOUS, (each) => each.n === N && each.kind === OBSERVED.scoreRead && each.a === 1);
    },
    [`1 record was acknowledged and is not in scores (request ${N}).`],
  ],
  'an acknowledged answer that is not in the log': [
    (evidence) => {
      remove(evidence.results, (record) => record.n === N);
      removeObserved(evidence, 'frontend', OBSERVED.answerRead);
    },
    [`1 record was acknowledged and is not in results (request ${N}).`],
  ],
  'an acknowledged copy that is not in the archive': [
    (evidence) => remove(evidence.archives.get(2) ?? [], (record) => record.n === N),
    [`1 record was acknowledged and is not in archive.decoy (request ${N}).`],
  ],
  'a request that stands twice in the log': [
    (evidence) => {
      const record = the(evidence.input);
      evidence.input.push({ ...record, offset: endOf(evidence.input, record.partition) });
    },
    [`1 record stands there although it was not sent so often, in input (request ${N}).`],
  ],
  'a score that stands twice in the log': [
    (evidence) => {
      const record = the(evidence.scores);
      evidence.scores.push({ ...record, offset: endOf(evidence.scores, record.partition) });
    },
    [`1 record stands there although it was not sent so often, in scores (request ${N}).`],
  ],
  'an answer that stands twice in the log': [
    (evidence) => {
      const record = the(evidence.results);
      evidence.results.push({ ...record, offset: endOf(evidence.results, record.partition) });
    },
    [`1 record stands there although it was not sent so often, in results (request ${N}).`],
  ],
  'records of somebody else in every topic': [
    (evidence) => {
      const input = the(evidence.input);
      evidence.input.push({ ...input, n: FOREIGN, offset: endOf(evidence.input, 0), partition: 0 });
      const score = the(evidence.scores);
      evidence.scores.push({ ...score, n: FOREIGN, offset: endOf(evidence.scores, 0), partition: 0 });
      const answer = the(evidence.results);
      evidence.results.push({ ...answer, n: FOREIGN, offset: endOf(evidence.results, 0), partition: 0 });
    },
    [
      '1 record stands that nobody of this run sent, in results.',
      '1 record stands that nobody of this run sent, in scores.',
      '1 record stands that nobody of this run sent, in input.',
    ],
  ],
  'a request that the schedule does not have': [
    (evidence) => evidence.note('frontend', OBSERVED.launched, 100_000, 0, 0, SECOND),
    ['1 observation is of a request that the schedule does not have, by frontend (request 100000).'],
  ],
  'a request with the key of another': [
    (evidence) => {
      the(evidence.input).keyChecksum = the(evidence.input, N + 1).keyChecksum;
    },
    [
      `1 record is not where its request belongs or is not its own (partition, key, source), in input (request ${N}).`,
    ],
  ],
  'a request whose bytes have changed': [
    (evidence) => {
      the(evidence.input).checksum ^= 1;
      for (const copies of evidence.archives.values()) the(copies).checksum ^= 1;
    },
    [`1 record has other bytes than were sent, in input (request ${N}).`],
  ],
  'a read of what is not there': [
    (evidence) => evidence.note(HEAVY, OBSERVED.read, N, 0, 100_000, 2 * SECOND),
    [`1 read is told of a record that is not there, by ${HEAVY} (request ${N}).`],
  ],
  'a read of a score that is not there': [
    (evidence) => evidence.note(RENDEZVOUS, OBSERVED.scoreRead, N, 0, 100_000, 4 * SECOND, 1),
    [`1 read is told of a record that is not there, by ${RENDEZVOUS} (request ${N}).`],
  ],
  'a request that was never sent': [
    (evidence) => {
      remove(evidence.input, (record) => record.n === N);
      unsee(evidence);
      evidence.forget('frontend', (each) => each.n === N);
    },
    [`1 request was never sent, by frontend (request ${N}).`],
  ],
  'a request that was sent twice': [
    (evidence) => {
      evidence.note('frontend', OBSERVED.launched, N, 1, 0, 3 * SECOND);
      evidence.note('frontend', OBSERVED.failed, N, 0, 0, 3 * SECOND);
    },
    [`1 request was sent more often than its caller asked, by frontend (request ${N}).`],
  ],
  'a request of which nobody told what became of it': [
    (evidence) => removeObserved(evidence, 'frontend', OBSERVED.acknowledged),
    [`1 record was sent and nobody told what became of it, by frontend (request ${N}).`],
  ],
  'a request that was told as failed and stands in the log': [
    (evidence) => {
      removeObserved(evidence, 'frontend', OBSERVED.acknowledged);
      evidence.note('frontend', OBSERVED.failed, N, 0, 0, 3 * SECOND);
    },
    [`1 record was told as failed and is in input (request ${N}).`],
  ],
  'a decision that is missing': [
    (evidence) => removeObserved(evidence, RENDEZVOUS, OBSERVED.decided),
    [`1 answer stands without a decision, in results (request ${N}).`],
  ],
  'the read of a request by the server that is missing': [
    (evidence) => removeObserved(evidence, RENDEZVOUS, OBSERVED.read),
    [`1 observation is missing although a later one proves it: read by rendezvous (request ${N}).`],
  ],
  'the read of the score that won that is missing': [
    (evidence) =>
      evidence.forget(RENDEZVOUS, (each) => each.n === N && each.kind === OBSERVED.scoreRead && each.a === 0),
    [`1 observation is missing although a later one proves it: read of heavy's score (request ${N}).`],
  ],
  'the end of a service that is missing': [
    (evidence) => removeObserved(evidence, HEAVY, OBSERVED.ended),
    [`1 score stands that no model told of, in scores (request ${N}).`],
  ],
  'the begin of a service that is missing': [
    (evidence) => removeObserved(evidence, HEAVY, OBSERVED.started),
    [`1 observation is missing although a later one proves it: start of heavy's service (request ${N}).`],
  ],
  'the read of a request by a model that is missing': [
    (evidence) => removeObserved(evidence, HEAVY, OBSERVED.read),
    [`1 observation is missing although a later one proves it: read by heavy (request ${N}).`],
  ],
  'a copy that nobody says to have written': [
    (evidence) =>
      evidence.forget(
        'decoy-0',
        (each) => each.n === N && (each.kind === OBSERVED.archived || each.kind === OBSERVED.acknowledged),
      ),
    [`1 observation is missing although a later one proves it: writing to archive.decoy (request ${N}).`],
  ],
  'a winner that gave no score': [
    (evidence) => {
      for (const each of evidence.observed(HEAVY, OBSERVED.ended, N)) each.c = 2;
    },
    [`1 request was answered with the score of a model that gave none, by rendezvous (request ${N}).`],
  ],
  'a decision before its score was there': [
    (evidence) => {
      for (const each of evidence.observed(HEAVY, OBSERVED.ended, N)) each.atUs += 400 * MS;
    },
    [
      `1 request has instants that contradict each other, by more than clocks may differ, among all (request ${N}).`,
    ],
  ],
  'a role that died by itself': [
    (evidence) => evidence.deaths.push('light-0 ended with status 1, and no fault had ended it'),
    ['light-0 ended with status 1, and no fault had ended it'],
  ],
  'a generator that was late': [
    (evidence) => {
      // All that follows comes as much later.
      for (const { name } of evidence.roles)
        for (const each of evidence.journal(name)) if (each.n % 50 === 0) each.atUs += 8 * MS;
    },
    [
      'The generator fell behind its schedule: one request in a hundred was sent 8 ms late or more, and 5 ms are tolerated; the machine was too busy for this rate.',
    ],
  ],
};

describe('evidence with', () => {
  test.each(Object.entries(DAMAGES))('%s says so, and nothing else', (_, [damage, sentences]) => {
    const evidence = staged();
    damage(evidence);
    const found = account(SCENARIO, evidence.evidence());
    expect(found.invalid).toEqual(sentences);
    expect(found.live.invalid).toEqual(sentences);
  });

  test.each([1, 42, 77, 150, 240])('a lost request finds it out whichever it is (%d)', (n) => {
    const evidence = staged();
    remove(evidence.input, (record) => record.n === n);
    unsee(evidence, n);
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([`1 record was acknowledged and is not in input (request ${n}).`]);
    expect(live).toMatchObject({ lost: 1, accountedFor: live.intended - 1 });
    expect(outcome(measures, 'never')).toBe(1);
  });

  test('many of a kind names the first five', () => {
    const evidence = staged();
    for (const copies of evidence.archives.values())
      remove(copies, (record) => record.n >= 10 && record.n < 20);
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    const first = evidence.observed('decoy-0', OBSERVED.acknowledged).filter(({ n }) => n >= 10 && n < 20);
    const named = first.slice(0, 5).map(({ n }) => n);
    expect(invalid).toEqual([
      `10 records were acknowledged and are not in archive.decoy (requests ${named.join(', ')}, …).`,
    ]);
    expect(measures.decoys[0]).toMatchObject({ expected: measures.measured });
    expect(measures.decoys[0]?.archived).toBe(measures.measured - 10);
  });
});

describe('an archive', () => {
  function archived(damage: (evidence: StagedEvidence) => void) {
    const evidence = staged();
    damage(evidence);
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    const [found] = measures.decoys;
    const {
      expected,
      archived: there,
      spurious,
      faithful,
      inversions,
      duplicates,
      conflicting,
    } = found ?? {};
    return {
      missing: (expected ?? 0) - (there ?? 0),
      spurious,
      unfaithful: (there ?? 0) - (faithful ?? 0),
      inversions,
      duplicates,
      conflicting,
    };
  }
  const clean = { missing: 0, spurious: 0, unfaithful: 0, inversions: 0, duplicates: 0, conflicting: 0 };
  const copiesOf = (evidence: StagedEvidence) => evidence.archives.get(2) ?? [];
  const again = (evidence: StagedEvidence, of: { checksum?: number; inputOffset?: number; n?: number }) => {
    const copy = the(copiesOf(evidence));
    copiesOf(evidence).push({ ...copy, offset: endOf(copiesOf(evidence), copy.partition), ...of });
  };

  test('with other bytes is not faithful', () => {
    expect(
      archived((evidence) => {
        the(copiesOf(evidence)).checksum ^= 1;
      }),
    ).toEqual({ ...clean, unfaithful: 1 });
  });

  test('that holds a record twice has a duplicate, with other bytes a conflict', () => {
    expect(archived((evidence) => again(evidence, {}))).toEqual({ ...clean, duplicates: 1 });
    expect(archived((evidence) => again(evidence, { checksum: 1 }))).toEqual({
      ...clean,
      conflicting: 1,
      unfaithful: 1,
    });
  });

  test('with what never stood on the input has something spurious', () => {
    expect(archived((evidence) => again(evidence, { inputOffset: 100_000 }))).toEqual({
      ...clean,
      spurious: 1,
    });
    expect(archived((evidence) => again(evidence, { n: N + 1 }))).toEqual({ ...clean, spurious: 1 });
    expect(archived((evidence) => again(evidence, { n: FOREIGN }))).toEqual({ ...clean, spurious: 1 });
  });

  test('whose records have changed places has an inversion', () => {
    const swap = (evidence: StagedEvidence) => {
      const one = the(copiesOf(evidence));
      const next = copiesOf(evidence).find(
        ({ partition, offset }) => partition === one.partition && offset === one.offset + 1,
      );
      if (next === undefined) throw new RangeError('nothing follows');
      [one.offset, next.offset] = [next.offset, one.offset];
      // What the sender was told goes with it.
      for (const each of evidence.observed('decoy-0', OBSERVED.acknowledged))
        if (each.n === one.n) each.b = one.offset;
        else if (each.n === next.n) each.b = next.offset;
    };
    expect(archived(swap)).toEqual({ ...clean, inversions: 1 });
  });

  test('of a decoy that was killed before it could say so holds what it holds', () => {
    const scenario = {
      ...SCENARIO,
      faults: [fault('dead', { kind: 'crash', target: atModel(2), at: undefined }, 2 * SECOND, SECOND)],
    };
    const evidence = stage(scenario, SEED).staged;
    // Redelivered records are archived again, which rows of the ledger do not tell.
    const before = evidence.observed('decoy-0', OBSERVED.archived).filter(({ atUs }) => atUs < 2 * SECOND);
    const { n = -1 } = before.at(-1) ?? {};
    evidence.forget(
      'decoy-0',
      (each) => each.n === n && (each.kind === OBSERVED.archived || each.kind === OBSERVED.acknowledged),
    );
    const { measures, invalid } = account(scenario, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.decoys[0]?.archived).toBe(measures.decoys[0]?.expected);
  });

  test('of which one replica was killed is excused for that one alone', () => {
    const scenario = {
      ...SCENARIO,
      models: [...SCENARIO.models.slice(0, 2), decoy({}, { replicas: 2 })],
      faults: [fault('dead', { kind: 'crash', target: atModel(2, 1), at: undefined }, 2 * SECOND, SECOND)],
    };
    const unsaidBy = (role: string) => {
      const evidence = stage(scenario, SEED).staged;
      const before = evidence.observed(role, OBSERVED.archived).filter(({ atUs }) => atUs < 2 * SECOND);
      const { n = -1 } = before.at(-1) ?? {};
      evidence.forget(
        role,
        (each) => each.n === n && (each.kind === OBSERVED.archived || each.kind === OBSERVED.acknowledged),
      );
      return { n, invalid: account(scenario, evidence.evidence()).invalid };
    };
    expect(unsaidBy('decoy-1').invalid).toEqual([]);
    const { n, invalid } = unsaidBy('decoy-0');
    expect(invalid).toEqual([
      `1 observation is missing although a later one proves it: writing to archive.decoy (request ${n}).`,
    ]);
  });

  test('lacks what its decoy committed and did not write, and waits for what it can still write', () => {
    const evidence = staged();
    const [first, ...others] = copiesOf(evidence)
      .filter(({ partition }) => partition === 0)
      .slice(-3);
    const gone = [first, ...others].flatMap((copy) => copy?.n ?? []);
    remove(copiesOf(evidence), ({ n }) => gone.includes(n));
    evidence.forget(
      'decoy-0',
      (each) =>
        gone.includes(each.n) && (each.kind === OBSERVED.archived || each.kind === OBSERVED.acknowledged),
    );
    const committed = (first?.inputOffset ?? 0) + 1;
    evidence.forget(
      'decoy-0',
      (each) => each.kind === OBSERVED.committed && each.a === 0 && each.b > committed,
    );
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    const [found] = measures.decoys;
    expect(invalid).toEqual([]);
    expect(found).toMatchObject({ pending: 2, missingRanges: 1, expected: measures.measured - 2 });
    const [from, request] = [first?.inputOffset, { source: 0, ordinal: first?.n }];
    expect(found?.missing).toEqual([{ partition: 0, from, to: from, first: request, last: request }]);
    expect(measures.lagAtEnd[2]).toBe(2);
  });
});

describe('what is delivered again', () => {
  test('counts once: the first read, the first score, the first answer', () => {
    const evidence = staged();
    const plain = account(SCENARIO, evidence.evidence());
    const later = 3 * SECOND;
    const { partition, offset } = the(evidence.input);
    for (const kind of [OBSERVED.read, OBSERVED.started])
      evidence.note(HEAVY, kind, N, partition, offset, later);
    evidence.note(HEAVY, OBSERVED.ended, N, partition, offset, later + 5 * MS, 1);
    const score = { n: N, partition, offset: endOf(evidence.scores, partition), model: 0, failed: false };
    evidence.scores.push(score);
    evidence.note(HEAVY, OBSERVED.acknowledged, N, partition, score.offset, later + 6 * MS);
    evidence.note(RENDEZVOUS, OBSERVED.scoreRead, N, 0, score.offset, later + 7 * MS, 1);
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.hash).toEqual(plain.measures.hash);
    expect({ ...measures, events: 0 }).toEqual({ ...plain.measures, events: 0 });
    expect(live.redeliveredReads).toEqual({ [HEAVY]: 1 });
  });

  test('to the server counts from the last reading before the decision: only that one was in its memory', () => {
    const evidence = staged();
    const decidedAt = new Map(
      evidence.observed(RENDEZVOUS, OBSERVED.decided).map(({ n, atUs }) => [n, atUs]),
    );
    const read = evidence
      .observed(RENDEZVOUS, OBSERVED.scoreRead)
      .find(({ n, a, atUs }) => a === 1 && atUs + 2 * MS < (decidedAt.get(n) ?? 0));
    if (read === undefined) throw new RangeError('no score was there before the decision');
    const { n, a, b, c, atUs } = read;
    evidence.forget(RENDEZVOUS, (each) => each.n === n && each.kind === OBSERVED.scoreRead && each.a === 1);
    for (const readUs of [atUs - 1, atUs]) evidence.note(RENDEZVOUS, OBSERVED.scoreRead, n, a, b, readUs, c);
    let countedUs = -1;
    account(SCENARIO, evidence.evidence(), (ledger, slot) => {
      if (ledger.rows[slot * ledger.stride + ORDINAL] === n)
        countedUs = ledger.rows[ledger.modelAt(slot, 1) + SCORE_READ] ?? -1;
    });
    expect(countedUs).toBe(atUs);
  });

  test('to another server, which decides otherwise, is a conflicting answer; what the caller got stands', () => {
    const evidence = staged();
    const plain = account(SCENARIO, evidence.evidence());
    const { partition } = the(evidence.results);
    const offset = endOf(evidence.results, partition);
    evidence.note(RENDEZVOUS, OBSERVED.decided, N, 1, 1, 4 * SECOND, 2);
    evidence.results.push({ n: N, partition, offset, decision: 1 });
    evidence.note('frontend', OBSERVED.answerRead, N, 1, offset, 4.1 * SECOND, RECEIPT.conflicting);
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.anomalies).toMatchObject({ conflictingDuplicates: 1, duplicates: 0 });
    expect(measures.hash).toEqual(plain.measures.hash);
  });

  test('to the front end is the same answer read again, and no second one', () => {
    const evidence = staged();
    const [answer] = evidence.observed('frontend', OBSERVED.answerRead, N);
    if (answer === undefined) throw new RangeError('not answered');
    evidence.note('frontend', OBSERVED.answerRead, N, answer.a, answer.b, 4 * SECOND, RECEIPT.duplicate);
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.anomalies.duplicates).toBe(0);
    expect(live.redeliveredReads).toEqual({ frontend: 1 });
  });
});

describe('what nobody was told', () => {
  test('is decided by the log: there it was written, not there it was not', () => {
    const evidence = staged();
    for (const n of [N, N + 1]) {
      removeObserved(evidence, 'frontend', OBSERVED.acknowledged, n);
      evidence.note('frontend', OBSERVED.indeterminate, n, 0, 0, 4 * SECOND);
    }
    remove(evidence.input, (record) => record.n === N + 1);
    unsee(evidence, N + 1);
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(live).toMatchObject({ indeterminate: 2, lost: 0, failed: 0, accountedFor: live.intended });
    expect(outcome(measures, 'refused')).toBe(1);
  });

  const FRONT_END_KILLED = {
    ...SCENARIO,
    traffic: [callers(100)],
    faults: [fault('dead', { kind: 'crash', target: AT_FRONTEND, at: undefined }, 2 * SECOND, SECOND)],
  };

  test('because its front end was killed is not told by the next one either', () => {
    const evidence = stage(FRONT_END_KILLED, SEED).staged;
    const plain = account(FRONT_END_KILLED, evidence.evidence());
    const told = new Set(evidence.observed('frontend', OBSERVED.answerRead).map(({ n }) => n));
    const answer = evidence.results.find(({ n }) => !told.has(n));
    if (answer === undefined) throw new RangeError('nobody was waiting when the front end was killed');
    const { n, offset, decision } = answer;
    evidence.note('frontend', OBSERVED.answerRead, n, decision, offset, 3.1 * SECOND, RECEIPT.reply);
    const { measures, invalid } = account(FRONT_END_KILLED, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(outcome(measures, 'never')).toBe(outcome(plain.measures, 'never'));
  });

  test.each([
    ['because the front end was killed', 1],
    ['because it was sent between the order to kill the front end and its death', -1],
  ])('%s is nobody’s fault', (_, afterUs) => {
    const scenario = FRONT_END_KILLED;
    const evidence = stage(scenario, SEED).staged;
    const last = evidence
      .observed('frontend', OBSERVED.launched)
      .filter(({ atUs }) => atUs < 2 * SECOND)
      .at(-1);
    if (last === undefined) throw new RangeError('nothing was sent before the front end was killed');
    removeObserved(evidence, 'frontend', OBSERVED.acknowledged, last.n);
    const whole = evidence.evidence();
    const faults = whole.faults.map((each) => ({ ...each, beganUs: last.atUs + afterUs }));
    const { live, invalid } = account(scenario, { ...whole, faults });
    expect(invalid).toEqual([]);
    expect(live.indeterminate).toBe(1);
  });

  test('of scores that no server read is unread, and of records that no model read is lag', () => {
    const evidence = staged();
    const { n } = the(evidence.input, N);
    evidence.forget(RENDEZVOUS, (each) => each.n === n && each.kind === OBSERVED.scoreRead && each.a === 1);
    const plain = account(SCENARIO, staged().evidence());
    expect(account(SCENARIO, evidence.evidence()).live.unreadScores).toBe(plain.live.unreadScores + 1);
    evidence.forget('light-0', (each) => each.n === n);
    remove(evidence.scores, (record) => record.n === n && record.model === 1);
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.lagAtEnd[1]).toBe(1);
    expect(measures.remarks).toContain('light had not finished 1 records at the end of the run.');
  });
});

describe('what retention has deleted', () => {
  test('is lost for the model that did not read it, and known from those who did', () => {
    const evidence = staged();
    const { n, partition, offset } = the(evidence.input);
    evidence.forget('light-0', (each) => each.n === n);
    remove(evidence.scores, (record) => record.n === n && record.model === 1);
    evidence.forget(RENDEZVOUS, (each) => each.n === n && each.a === 1 && each.kind === OBSERVED.scoreRead);
    evidence.inputFirst[partition] = offset + 1;
    const { measures, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.lagAtEnd[1]).toBe(0);
    expect(measures.whole.tally[layoutOf(SCENARIO).fate(1, 5)]).toBe(1);
    expect(measures.decoys[0]).toMatchObject({ expected: measures.measured, archived: measures.measured });
  });
});

describe('a run that was stopped', () => {
  test('leaves undecided what nobody can know yet, and is not blamed for what was on its way', () => {
    const evidence = staged();
    const stopUs = 2 * SECOND;
    for (const { name } of evidence.roles) evidence.forget(name, ({ atUs }) => atUs > stopUs);
    const isUnsaid = (roles: readonly string[], kind: Observed) => {
      const said = new Set(roles.flatMap((role) => evidence.observed(role, kind).map(({ n }) => n)));
      return ({ n }: { readonly n: number }) => !said.has(n);
    };
    remove(evidence.input, isUnsaid(['frontend'], OBSERVED.launched));
    remove(evidence.scores, isUnsaid([HEAVY], OBSERVED.ended));
    remove(evidence.scores, isUnsaid(['light-0'], OBSERVED.ended));
    remove(evidence.results, isUnsaid([RENDEZVOUS], OBSERVED.decided));
    for (const copies of evidence.archives.values()) remove(copies, isUnsaid(['decoy-0'], OBSERVED.archived));
    evidence.complete = false;
    evidence.trafficEndUs = stopUs;
    evidence.endUs = stopUs;
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(measures.complete).toBe(false);
    expect(measures.measured + measures.undecided).toBe(live.intended);
    expect(live.intended).toBeLessThan(150);
  });
});

describe('clocks of several machines', () => {
  const skewed = (offBy: number, boundUs: number) => {
    const evidence = staged();
    for (const name of [HEAVY, 'light-0']) {
      evidence.clocks.set(name, { offsetUs: 7_000_000, boundUs });
      for (const each of evidence.journal(name)) each.atUs += offBy;
    }
    return evidence;
  };

  test('within their bound leave every latency as it is, and every stage in order', () => {
    const { measures: simulated } = SIMULATED;
    for (const offBy of [-4_000, -300, 0, 300, 4_000]) {
      const { measures, live, invalid } = account(SCENARIO, skewed(offBy, 4_000).evidence());
      expect(invalid).toEqual([]);
      expect(measures.hash).toEqual(simulated.hash);
      expect(measures.times[0]).toEqual(simulated.times[0]);
      expect(live.clocks.boundMs).toBe(8);
      expect(live.clocks.adjustedRequests > 0).toBe(offBy !== 0);
      expect(live.clocks.mostAdjustedMs).toBeLessThanOrEqual(8);
    }
  });

  test('beyond their bound contradict each other', () => {
    const { invalid } = account(SCENARIO, skewed(-4_000, 100).evidence());
    expect(invalid).toHaveLength(1);
    expect(invalid[0]).toContain('have instants that contradict each other, by more than clocks may differ');
  });

  test('need not tell an acknowledgement before the record is read', () => {
    const evidence = staged();
    const plain = account(SCENARIO, evidence.evidence());
    for (const each of evidence.observed('frontend', OBSERVED.acknowledged)) each.atUs += 40 * MS;
    const { measures, live, invalid } = account(SCENARIO, evidence.evidence());
    expect(invalid).toEqual([]);
    expect(live.clocks).toEqual({ boundMs: 0, adjustedRequests: 0, mostAdjustedMs: 0 });
    expect(measures.hash).toEqual(plain.measures.hash);
  });
});
