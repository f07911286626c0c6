/** The server of the simulated fixture: its component is the same on both hosts. */
import type { RoleClasses } from '../../../harness/roles/classes.ts';
import { timerResetPerScore } from '../timer-reset-per-score/component.ts';

export default function classesFor(): Partial<RoleClasses> {
  return timerResetPerScore;
}
