import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArchiverSettings, ArchiveStep } from '../../rendezvous/archiver.ts';
import { DecoyArchive } from './decoy-archive.ts';

const STEPS: readonly ArchiveStep[] = ['read', 'buffer', 'write', 'sync', 'commit'];

/** One record each millisecond, half a millisecond off, so that no record falls on a wake-up. */
function eachMillisecond(records: number): readonly number[] {
  return Array.from({ length: records }, (_, record) => 1_000 * record + 500);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** What the port is told while one buffer of two records is filled and written. */
function callsOf(commit: ArchiverSettings['commit']): readonly string[] {
  return new DecoyArchive({ commit, every: 2, atMostUs: 5_000 }, eachMillisecond(2)).run().calls;
}

const filled = ['reaches read ×1', 'reaches buffer ×1', 'reaches read ×1', 'reaches buffer ×1'];
const written = ['reaches write ×2', 'write 0', 'write 1', 'reaches sync ×2', 'sync'];
const committed = ['reaches commit ×2', 'commit 0', 'commit 1'];

describe('the order of steps', () => {
  it('afterWrite: buffer, write, sync, commit', () => {
    expect(callsOf('afterWrite')).toEqual([...filled, ...written, ...committed]);
  });

  it('beforeWrite: buffer, commit, write, sync', () => {
    expect(callsOf('beforeWrite')).toEqual([...filled, ...committed, ...written]);
  });

  it('auto: the commit comes by the clock, whatever was written', () => {
    expect(callsOf('auto')).toEqual([...filled, ...written, ...committed]);
    const slow = new DecoyArchive({ commit: 'auto', every: 10, atMostUs: 1_500 }, eachMillisecond(2)).run();
    expect(slow.calls).toEqual([...filled, ...committed, ...written]);
  });
});

describe('a crash', () => {
  // Buffers of 10, one record each ms. `auto` commits 25.2 ms after the first record since the last commit:
  // at 25.7 ms the records 0 to 25, at 51.7 ms those to 51.
  const table: readonly {
    commit: ArchiverSettings['commit'];
    step: ArchiveStep;
    after: number;
    lost: readonly number[];
    writtenTwice: readonly number[];
  }[] = [
    { commit: 'afterWrite', step: 'read', after: 35, lost: [], writtenTwice: [] },
    { commit: 'afterWrite', step: 'buffer', after: 35, lost: [], writtenTwice: [] },
    { commit: 'afterWrite', step: 'write', after: 35, lost: [], writtenTwice: [] },
    { commit: 'afterWrite', step: 'sync', after: 35, lost: [], writtenTwice: range(30, 40) },
    { commit: 'afterWrite', step: 'commit', after: 35, lost: [], writtenTwice: range(30, 40) },
    { commit: 'beforeWrite', step: 'read', after: 35, lost: [], writtenTwice: [] },
    { commit: 'beforeWrite', step: 'buffer', after: 35, lost: [], writtenTwice: [] },
    { commit: 'beforeWrite', step: 'commit', after: 35, lost: [], writtenTwice: [] },
    { commit: 'beforeWrite', step: 'write', after: 35, lost: range(30, 40), writtenTwice: [] },
    { commit: 'beforeWrite', step: 'sync', after: 35, lost: [], writtenTwice: [] },
    { commit: 'auto', step: 'read', after: 26, lost: [], writtenTwice: range(0, 20) },
    { commit: 'auto', step: 'read', after: 29, lost: range(20, 26), writtenTwice: [] },
    { commit: 'auto', step: 'buffer', after: 29, lost: range(20, 26), writtenTwice: [] },
    { commit: 'auto', step: 'write', after: 25, lost: range(20, 26), writtenTwice: [] },
    { commit: 'auto', step: 'write', after: 35, lost: [], writtenTwice: range(26, 30) },
    { commit: 'auto', step: 'sync', after: 35, lost: [], writtenTwice: range(26, 40) },
    { commit: 'auto', step: 'commit', after: 30, lost: [], writtenTwice: range(26, 50) },
  ];
  for (const { commit, step, after, lost, writtenTwice } of table) {
    it(`${commit}, before ${step} of record ${after}: ${lost.length} lost, ${writtenTwice.length} twice`, () => {
      const settings = { commit, every: 10, atMostUs: 25_200 };
      const decoy = new DecoyArchive(settings, eachMillisecond(100), { crash: { step, after } }).run();
      expect(decoy.lost).toEqual(lost);
      expect(decoy.writtenTwice).toEqual(writtenTwice);
    });
  }

  const settings = fc.record({
    commit: fc.constantFrom('afterWrite', 'beforeWrite', 'auto'),
    every: fc.integer({ min: 1, max: 8 }),
    atMostUs: fc.integer({ min: 1, max: 60 }),
  });
  const arrivals = fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 40, size: 'max' }).map((gaps) => {
    let atUs = 0;
    return gaps.map((gapUs) => {
      atUs += gapUs;
      return atUs;
    });
  });
  const crash = fc.record({ step: fc.constantFrom(...STEPS), after: fc.integer({ min: 1, max: 40 }) });
  const down = fc.integer({ min: 0, max: 200 });

  it('at any step costs exactly what its commit mode says, whenever records come', () => {
    fc.assert(
      fc.property(settings, arrivals, crash, down, (each, arrivalsUs, planned, downUs) => {
        const decoy = new DecoyArchive(each, arrivalsUs, { crash: planned, downUs }).run();
        expect(decoy.lost).toEqual(decoy.atDeath?.lost ?? []);
        expect(decoy.writtenTwice).toEqual(decoy.atDeath?.writtenTwice ?? []);
        expect(decoy.committed).toBe(arrivalsUs.length);
        if (each.commit === 'afterWrite') expect(decoy.lost).toEqual([]);
        if (each.commit === 'beforeWrite') expect(decoy.writtenTwice).toEqual([]);
        const held = planned.step === 'write' ? each.every : 0;
        if (each.commit === 'beforeWrite') expect(decoy.lost.length).toBeLessThanOrEqual(held);
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('ends everything: nothing is done after the step that was not reached', () => {
    fc.assert(
      fc.property(settings, arrivals, crash, (each, arrivalsUs, planned) => {
        const whole = new DecoyArchive(each, arrivalsUs).run().calls;
        const cut = new DecoyArchive(each, arrivalsUs, { crash: planned, downUs: 1e9 });
        cut.time.runUntil(1e6);
        if (cut.atDeath !== undefined) {
          expect(cut.calls.at(-1)).toMatch(`reaches ${planned.step} `);
          expect(cut.calls.length).toBeLessThanOrEqual(whole.length);
        }
        expect(cut.calls).toEqual(whole.slice(0, cut.calls.length));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('or none, records are archived once and in order', () => {
    fc.assert(
      fc.property(settings, arrivals, (each, arrivalsUs) => {
        const decoy = new DecoyArchive(each, arrivalsUs).run();
        expect(decoy.archive).toEqual(range(0, arrivalsUs.length));
        expect(decoy.archiver.buffered.size).toBe(0);
        expect(decoy.calls.filter((call) => call.startsWith('commit'))).toHaveLength(arrivalsUs.length);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a buffer', () => {
  it('is written when it is full, or when its oldest record has waited as long as it may', () => {
    const decoy = new DecoyArchive(
      { commit: 'afterWrite', every: 3, atMostUs: 5_000 },
      [0, 10, 20, 30, 4_000],
    );
    decoy.time.runUntil(20);
    expect(decoy.archive).toEqual([0, 1, 2]);
    decoy.time.runUntil(5_029);
    expect(decoy.archive).toEqual([0, 1, 2]);
    decoy.time.runUntil(5_030);
    expect(decoy.archive).toEqual([0, 1, 2, 3, 4]);
  });

  it('that is full at once asks for no wake-up', () => {
    expect(
      new DecoyArchive({ commit: 'afterWrite', every: 1, atMostUs: 5_000 }, [0, 10]).run().wishes,
    ).toEqual([]);
  });
});

describe('a rebalance', () => {
  it('finds everything written that was held, and takes back nothing that was committed', () => {
    for (const commit of ['afterWrite', 'beforeWrite'] as const) {
      const decoy = new DecoyArchive({ commit, every: 10, atMostUs: 50_000 }, eachMillisecond(25)).rebalance(
        14_700,
      );
      decoy.time.runUntil(14_700);
      expect(decoy.archive).toEqual(range(0, 15));
      decoy.run();
      expect([decoy.lost, decoy.writtenTwice]).toEqual([[], []]);
    }
  });

  it('writes twice what auto had not committed, and loses nothing', () => {
    const settings = { commit: 'auto', every: 10, atMostUs: 12_000 } as const;
    const decoy = new DecoyArchive(settings, eachMillisecond(25)).rebalance(14_700).run();
    // Committed at 12.5 ms: the records 0 to 12.
    expect([decoy.lost, decoy.writtenTwice, decoy.committed]).toEqual([[], [13, 14], 25]);
  });
});
