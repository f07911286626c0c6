/**
 * The matrix of fixtures and detectors: which detector speaks of which fixture, and of its twin. It is right where each
 * defect is convicted by its own name and no other, and no twin of anything.
 */
import { DETECTORS } from '../../measure/findings/detectors.ts';
import type { Finding } from '../../measure/result.ts';
import type { Fixture } from './fixtures.ts';

export interface Row {
  readonly fixture: Fixture;
  readonly ofDefect: readonly string[];
  readonly ofTwin: readonly string[];
}

export function rowOf(fixture: Fixture, ofDefect: readonly Finding[], ofTwin: readonly Finding[]): Row {
  return { fixture, ofDefect: ofDefect.map(({ name }) => name), ofTwin: ofTwin.map(({ name }) => name) };
}

/** A sentence on each cell that is wrong. */
export function wrongCells({ fixture, ofDefect, ofTwin }: Row): readonly string[] {
  const { folder, convicts } = fixture;
  return [
    ...(ofDefect.includes(convicts) ? [] : [`${folder} was not convicted of ${convicts}`]),
    ...ofDefect.filter((name) => name !== convicts).map((name) => `${folder} was convicted of ${name} too`),
    ...ofTwin.map((name) => `the sound twin of ${folder} was convicted of ${name}`),
  ];
}

const WIDTH = 2 + Math.max(...DETECTORS.map(({ name }) => `of ${name}`.length));

/** A line for each fixture and one for its twin; a column for each detector, in the order of the list below it. */
export function matrixText(rows: readonly Row[]): string {
  const numbers = DETECTORS.map((_, at) => String(at + 1).padStart(3)).join('');
  return [
    `${''.padEnd(WIDTH)}${numbers}`,
    ...rows.flatMap((row) => [
      line(row.fixture.folder, row.ofDefect, row.fixture.convicts),
      line('  its twin', row.ofTwin, undefined),
    ]),
    '',
    ...DETECTORS.map(({ name }, at) => `${String(at + 1).padStart(3)} ${name}`),
    '',
    '● convicted, as it should be   · nothing found   ✗ wrong',
    '',
  ].join('\n');
}

function line(label: string, found: readonly string[], convicts: string | undefined): string {
  const cells = DETECTORS.map(({ name }) => {
    const isRight = found.includes(name) === (name === convicts);
    if (!isRight) return '  ✗';
    return name === convicts ? '  ●' : '  ·';
  });
  return `${label.padEnd(WIDTH)}${cells.join('')}`;
}
