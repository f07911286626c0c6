/**
 * What was set differently in two scenarios: each value by its dotted path, as `--set` would take it.
 *
 * Names and texts of the scenario are left out, because they change nothing that is run.
 */
import type { RunResult } from '../../measure/result.ts';
import { printable, shortened } from '../plain-text.ts';

export interface Change {
  readonly path: string;
  /** JSON, shortened; a dash where it is not set. */
  readonly first: string;
  readonly second: string;
}

const SAYS_NOTHING = /^(?:name|about|version)$/;
const LONGEST = 120;

export function changesBetween(first: RunResult, second: RunResult): readonly Change[] {
  const [ours, theirs] = [valuesOf(first), valuesOf(second)];
  const paths = new Set([...ours.keys(), ...theirs.keys()]);
  return [...paths].flatMap((path) => {
    const [before, after] = [ours.get(path), theirs.get(path)];
    return before === after ? [] : [{ path, first: said(before), second: said(after) }];
  });
}

function said(value: string | undefined): string {
  return value === undefined ? '—' : shortened(printable(value), LONGEST);
}

/** Each leaf of the resolved scenario; of lists the whole. */
function valuesOf({ scenario, seed, host }: RunResult): Map<string, string> {
  const values = new Map<string, string>();
  const add = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      values.set(path, typeof value === 'string' ? value : JSON.stringify(value));
      return;
    }
    for (const [name, member] of Object.entries(value))
      if (path !== '' || !SAYS_NOTHING.test(name)) add(member, path === '' ? name : `${path}.${name}`);
  };
  add(scenario.resolved, '');
  values.set('seed', String(seed));
  values.set('host', host);
  return values;
}
