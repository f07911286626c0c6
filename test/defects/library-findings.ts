/** What the detectors say of the scenarios of the library, at many seeds. */
import { findingsOf } from '../../measure/findings/findings.ts';
import { replicationSeed } from '../../sim/replicate.ts';
import { simulate } from '../../sim/simulate.ts';
import { load } from '../library/running.ts';

/**
 * Scenarios that have a defect on purpose, by their runs' place in the matrix: the finding is what they are there for. At
 * each seed it must come, but where a crash fell at a moment at which the archive lost nothing.
 */
const ON_PURPOSE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'commit-order': [[], ['commit-before-write'], ['auto-commit-latest']],
  'expired-work': [['fifo-expired'], []],
  'expired-work-four-replicas': [['fifo-expired'], []],
};

/** Sentences on each finding that should not be there, or is not there although it should; empty: all is as it should be. */
export async function unexpectedFindings(name: string, seeds: number): Promise<string[]> {
  const { runs, diagnostics } = await load(name);
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return [`does not load: ${error.message}`];
  const wrong: string[] = [];
  for (const [nth, { scenario }] of runs.entries()) {
    const expected = ON_PURPOSE[name]?.[nth] ?? [];
    for (let replication = 0; replication < seeds; replication++) {
      const seed = replicationSeed(scenario.seed, replication);
      const measures = await simulate(scenario, { seed });
      const findings = findingsOf(scenario, [measures]);
      const isUnhurt = measures.decoys.some(({ missing }) => missing.length === 0);
      const where = `run ${nth}, seed ${seed}`;
      for (const finding of findings)
        if (!expected.includes(finding.name)) wrong.push(`${where}: ${finding.name}: ${finding.sentence}`);
      for (const wanted of expected)
        if (!isUnhurt && !findings.some((finding) => finding.name === wanted))
          wrong.push(`${where}: ${wanted} was not found`);
    }
  }
  return wrong;
}
