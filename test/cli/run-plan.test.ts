import { describe, expect, test } from 'vitest';
import { matrixLabel, resultFolders } from '../../cli/run-plan.ts';

const rz1 = { name: 'rz1', seed: 1, host: 'sim', matrix: {} };
const slow = { name: 'slow', seed: 42, host: 'sim', matrix: {} };
const ofMatrix = (value: unknown) => ({ ...slow, matrix: { 'models.heavy.replicas': value } });

describe('where results go', () => {
  test('one run goes to results/NAME-SEED-HOST, or to --out itself', () => {
    expect(resultFolders([rz1], undefined)).toEqual(['results/rz1-1-sim']);
    expect(resultFolders([rz1], 'here')).toEqual(['here']);
  });

  test('several runs get such folders inside --out', () => {
    expect(resultFolders([rz1, slow], 'here')).toEqual(['here/rz1-1-sim', 'here/slow-42-sim']);
  });

  test('a run of a matrix is named after its values, inside its scenario’s folder', () => {
    expect(resultFolders([ofMatrix(2), ofMatrix(4)], undefined)).toEqual([
      'results/slow-42-sim/models.heavy.replicas=2',
      'results/slow-42-sim/models.heavy.replicas=4',
    ]);
  });

  test('no two runs share a folder, and no value leads out of it', () => {
    const runs = [rz1, rz1, ofMatrix('200/s'), ofMatrix('200-s'), ofMatrix('../../etc')];
    expect(resultFolders(runs, 'here')).toEqual([
      'here/rz1-1-sim',
      'here/rz1-1-sim-2',
      'here/slow-42-sim/models.heavy.replicas=200-s',
      'here/slow-42-sim/models.heavy.replicas=200-s-2',
      'here/slow-42-sim/models.heavy.replicas=..-..-etc',
    ]);
    expect(resultFolders([{ ...rz1, name: '../up' }], undefined)).toEqual(['results/-up-1-sim']);
  });

  test('a matrix of several paths reads as k=v,k=v', () => {
    expect(matrixLabel({ 'a.b': 1, c: { uniform: { min: '1ms' } } })).toBe(
      'a.b=1,c={"uniform":{"min":"1ms"}}',
    );
  });
});
