/**
 * The samples that a canary's monitor has kept, as observations: a row for each score, told when the monitor ends. So a
 * report of a run on Kafka has the same quantile–quantile plots as one of a simulation. Who was killed tells none.
 */
import type { ScoreSamples } from '../../rendezvous/canary-monitor.ts';

/** Which list a row belongs to: 0 the reference, 1 now, then two for each compared model, the canary's and its own. */
type Note = (list: number, score: number) => void;

export function noteSamples({ before, now, pairs }: ScoreSamples, note: Note): void {
  const lists = [before, now, ...pairs.flatMap(({ canary, scores }) => [canary, scores])];
  for (const [list, scores] of lists.entries()) for (const score of scores) note(list, score);
}

/** The samples of one canary, put together again. */
export class HeardSamples {
  private readonly lists: number[][] = [];

  hear(list: number, score: number): void {
    const scores = this.lists[list] ?? [];
    this.lists[list] = scores;
    scores.push(score);
  }

  /** @param models that are compared with the canary, in their order */
  samples(models: readonly number[]): ScoreSamples {
    const list = (nth: number) => Float64Array.from(this.lists[nth] ?? []);
    return {
      before: list(0),
      now: list(1),
      pairs: models.map((model, nth) => ({ model, canary: list(2 + 2 * nth), scores: list(3 + 2 * nth) })),
    };
  }
}
