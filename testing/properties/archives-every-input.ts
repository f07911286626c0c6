/**
 * A decoy stands where a model stands and keeps what came by: every record, as it was, in order, whatever crashes in
 * between. One that commits before it has written does not, and this is how it shows.
 */
import type { Expectation, Property } from './property.ts';

const SHOWN_BY: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = {
  coverage: { 'all-archived': { measure: 'decoy.coverage', atLeast: '100%' } },
  fidelity: { 'as-it-was': { measure: 'decoy.fidelity', atLeast: '100%' } },
  spurious: { 'nothing-else': { measure: 'decoy.spurious', atMost: 0 } },
  inversions: { 'in-order': { measure: 'decoy.inversions', atMost: 0 } },
  conflicting: { 'not-twice': { measure: 'decoy.conflicting', atMost: 0 } },
  headroom: { 'before-it-is-deleted': { measure: 'decoy.headroom', atLeast: '0ms' } },
};

export const archivesEveryInput: Property = {
  name: 'archives-every-input',
  sentence: 'a decoy archives every input that stood in its position, whatever crashes',
  inRun({ decoys }) {
    const found = Object.entries(decoys).find(([, { verdict }]) => verdict === 'incomplete');
    if (found === undefined) return undefined;
    const [name, { violated, archived, expected, missingRecords }] = found;
    return {
      ordinal: -1,
      but: `${name} archived ${archived} of ${expected} records, ${missingRecords} are missing (${violated.join(', ')})`,
      due: `all ${expected}, as they were and in order`,
      shownBy: SHOWN_BY[violated[0] ?? 'coverage'] ?? {},
    };
  },
};
