/** Which models a canary can be held against: those that score the same feature, of the same requests. */
import type { Model } from '../scenarios/scenario.ts';

/** Indexes of the models that are compared with this canary; decoys score nothing. */
export function comparableWith(models: readonly Model[], canary: number): readonly number[] {
  const feature = models[canary]?.score?.of;
  return models.flatMap(({ role, score }, index) =>
    index !== canary && role !== 'decoy' && score !== undefined && score.of === feature ? [index] : [],
  );
}
