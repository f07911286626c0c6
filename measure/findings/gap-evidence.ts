/** Gaps in archives as a finding names them. */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { ArchiveGap } from '../clues/archive-gap.ts';
import type { Finding } from '../result.ts';
import { MOST_NAMED } from '../result.ts';
import { modelName } from './detector.ts';

export function recordsOf(
  scenario: Scenario,
  gaps: readonly { readonly model: number; readonly gap: ArchiveGap }[],
): Finding['evidence']['records'] {
  return gaps.slice(0, MOST_NAMED).map(({ model, gap }) => ({
    model: modelName(scenario, model),
    partition: gap.partition,
    from: gap.from,
    to: gap.to,
  }));
}
