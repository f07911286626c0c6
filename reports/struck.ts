import type { FaultResult } from '../measure/result.ts';

/** The model, decoy or part that a fault struck, be it one replica of it or all: the name that series and tables know. */
export function struckBy({ target }: FaultResult): string {
  return target.replace(/ replica \d+$/, '');
}
