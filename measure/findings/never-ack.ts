/** A consumer that never acknowledges: after a restart all is delivered again. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { answeredAt, layoutOf, sumAt } from '../measures.ts';
import type { RunMeasures } from '../run-measures.ts';
import { saidMs } from '../wording.ts';
import { counted, type Detector, ENOUGH, requestsOf } from './detector.ts';

/** Of what had been answered before the restart and is delivered again, so much was answered again. */
const NEARLY_ALL = 0.5;

export const neverAck: Detector = {
  name: 'never-ack',
  defect: 'Messages are never acknowledged, so a restart redelivers all of them.',
  shows:
    'Duplicate answers by the thousand after a restart of the server: nearly every request that had been answered before, of the partitions of a replica, is answered once more. A sound server answers at most those again that were in its hands.',
  whatToDo:
    'Commit a request once its answer stands in the results, and after a start answer nothing that already stands there.',
  detect(scenario, run) {
    const duplicates = run.anomalies.duplicates + run.anomalies.conflictingDuplicates;
    if (duplicates < ENOUGH) return undefined;
    const restartUs = restartsOfServer(scenario, run).at(-1);
    if (restartUs === undefined) return undefined;
    const before = answeredBefore(scenario, run, restartUs);
    const { replicas } = scenario.rendezvous;
    if (before < ENOUGH || duplicates < (NEARLY_ALL * before) / replicas) return undefined;
    return {
      sentence: `${counted(duplicates, 'duplicate answer')} after the server was restarted at ${saidMs(restartUs / 1000)}, when ${counted(before, 'request')} had been answered`,
      evidence: {
        requests: requestsOf(scenario, run.clues.returns.again.first),
        spans: [{ what: 'answered again', fromMs: 0, toMs: restartUs / 1000 }],
      },
    };
  },
};

/** When a server was struck so that it, or another in its place, had to read again; in order. */
function restartsOfServer(scenario: Scenario, run: RunMeasures): number[] {
  const strikes = scenario.faults.flatMap(({ hardship }, fault) =>
    'target' in hardship && hardship.target.kind === 'rendezvous' && hardship.kind !== 'slow'
      ? (run.faults[fault]?.windows.map(({ fromUs }) => fromUs) ?? [])
      : [],
  );
  return strikes.toSorted((a, b) => a - b);
}

/** In whole steps of the series; what is older than the retention is not delivered again. */
function answeredBefore(scenario: Scenario, { series }: RunMeasures, atUs: number): number {
  const { retentionUs } = scenario.streams;
  const positions = answeredAt(layoutOf(scenario));
  let sum = 0;
  for (let step = 0; step < series.steps && (step + 1) * series.stepUs <= atUs; step++) {
    if (step * series.stepUs < atUs - retentionUs) continue;
    sum += sumAt(series.figures.subarray(step * series.width, (step + 1) * series.width), positions);
  }
  return sum;
}
