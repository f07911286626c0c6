/** What several faults at once do to one target: the rules of the simulator, on real processes. */
import { describe, expect, test } from 'vitest';
import { Hold } from '../../../harness/faults/hold.ts';

const FREE = { isDead: false, isStopped: false, isCut: false, addUs: 0 };

describe('faults on one target', () => {
  test('hold it from their beginning until just before their end', () => {
    const hold = new Hold();
    expect(hold.befall({ kind: 'pause' }, 100, 200)).toBe(true);
    expect(hold.plightAt(199)).toEqual({ ...FREE, isStopped: true });
    expect(hold.plightAt(200)).toEqual(FREE);
  });

  test.each(['crash', 'pause', 'cut'] as const)('of the kind %s last as long as the longest', (kind) => {
    const hold = new Hold();
    expect(hold.befall({ kind }, 100, 500)).toBe(true);
    expect(hold.befall({ kind }, 200, 300)).toBe(false);
    expect(hold.plightAt(300)).not.toEqual(FREE);
    expect(hold.befall({ kind }, 400, 600)).toBe(true);
    expect(hold.plightAt(599)).not.toEqual(FREE);
    expect(hold.plightAt(600)).toEqual(FREE);
  });

  test('a crash clears a pause: what is started again is not stopped', () => {
    const hold = new Hold();
    hold.befall({ kind: 'pause' }, 100, 900);
    hold.befall({ kind: 'crash' }, 200, 300);
    expect(hold.plightAt(250)).toEqual({ ...FREE, isDead: true });
    expect(hold.plightAt(300)).toEqual(FREE);
  });

  test('a pause of what is dead is felt by nobody', () => {
    const hold = new Hold();
    hold.befall({ kind: 'crash' }, 100, 300);
    expect(hold.befall({ kind: 'pause' }, 200, 900)).toBe(false);
    expect(hold.plightAt(300)).toEqual(FREE);
  });

  test('a cut outlives a crash, as the cable does', () => {
    const hold = new Hold();
    hold.befall({ kind: 'cut' }, 100, 400);
    hold.befall({ kind: 'crash' }, 200, 300);
    expect(hold.plightAt(300)).toEqual({ ...FREE, isCut: true });
  });

  test('delays add up while they last', () => {
    const hold = new Hold();
    hold.befall({ kind: 'delay', addUs: 5_000 }, 100, 300);
    hold.befall({ kind: 'delay', addUs: 2_000 }, 200, 400);
    expect(hold.plightAt(250).addUs).toBe(7_000);
    expect(hold.plightAt(300).addUs).toBe(2_000);
    expect(hold.plightAt(400)).toEqual(FREE);
  });

  test('without an end hold it for good, until all are lifted', () => {
    const hold = new Hold();
    hold.befall({ kind: 'pause' }, 100, 200);
    expect(hold.isExpected()).toBe(true);
    hold.befall({ kind: 'crash' }, 100, Number.POSITIVE_INFINITY);
    expect(hold.isExpected()).toBe(false);
    hold.liftAll();
    expect(hold.plightAt(150)).toEqual(FREE);
    expect(hold.isExpected()).toBe(true);
  });
});
