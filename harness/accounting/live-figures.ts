/** What only a live run has to tell, in the units of the result. */
import type { LiveFigures } from '../../measure/live-result.ts';
import { archiveTopic, INPUT, RAW, RESULTS, SCORES } from '../roles/streams.ts';
import type { CaseFile } from './case-file.ts';
import type { GeneratorFigures } from './generator.ts';
import type { Adjustments } from './instants.ts';
import type { Sending } from './sending-account.ts';

export function liveFigures(parts: {
  readonly file: CaseFile;
  readonly sending: Sending;
  readonly generator: GeneratorFigures;
  readonly clocks: Adjustments;
  readonly invalid: readonly string[];
}): LiveFigures {
  const { file, sending, generator, clocks, invalid } = parts;
  const { book, findings, scores } = file;
  const suspects = book.isSuspect.reduce((sum, isSuspect) => sum + isSuspect, 0);
  const { p50, p99, max } = generator.lagUs;
  return {
    intended: book.count,
    ...sending,
    lost: findings.lost,
    accountedFor: book.count - suspects,
    offeredPerSecond: generator.offeredPerSecond,
    achievedPerSecond: generator.achievedPerSecond,
    generatorLagMs: { p50: p50 / 1_000, p99: p99 / 1_000, max: max / 1_000 },
    records: recordsByTopic(file),
    unreadScores: scores.unread(book.count),
    redeliveredReads: file.redelivered,
    clocks: {
      boundMs: clocks.boundUs / 1_000,
      adjustedRequests: clocks.requests,
      mostAdjustedMs: clocks.mostUs / 1_000,
    },
    invalid,
  };
}

function recordsByTopic({ evidence, scenario }: CaseFile): Readonly<Record<string, number>> {
  const { raw, input, scores, results, archives } = evidence.streams;
  const counts: Record<string, number> = {};
  const count = (topic: string, stored: { readonly end: readonly number[] } | undefined) => {
    if (stored !== undefined) counts[topic] = stored.end.reduce((sum, end) => sum + end, 0);
  };
  count(RAW, raw);
  count(INPUT, input);
  count(SCORES, scores);
  count(RESULTS, results);
  scenario.models.forEach(({ name }, model) => {
    count(archiveTopic(name), archives.get(model));
  });
  return counts;
}
