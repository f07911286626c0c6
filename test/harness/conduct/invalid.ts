/**
 * Why a run is no evidence, but for one reason: a machine that has other work too sends late, says so, and is right. What a
 * test promises about counts holds all the same.
 */
import type { RunResult } from '../../../measure/result.ts';

export function otherwiseInvalid({ live }: RunResult): readonly string[] {
  return (live?.invalid ?? []).filter((sentence) => !sentence.startsWith('The generator fell behind'));
}
