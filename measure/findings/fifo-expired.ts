/** A model goes on scoring requests that are over, and so never gets to those that are not. */

import { mayAnswer } from '../../rendezvous/role.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { type ExpiredSpell, shortestSpellUs } from '../clues/expired-spells.ts';
import { MOST_NAMED } from '../result.ts';
import type { RunMeasures } from '../run-measures.ts';
import { saidMs } from '../wording.ts';
import { counted, type Detector, modelName, requestsOf } from './detector.ts';

export const fifoExpired: Detector = {
  name: 'fifo-expired',
  defect: 'A consumer keeps scoring requests whose deadline has passed.',
  shows:
    'Long after the incident that filled the queue is over, every service of a partition still begins after its request’s deadline. A few such services are the tail of any queue; a spell of them, in which nothing useful is done, is the defect. A shadow or a canary may score late: its scores are compared, and nobody waits for them.',
  whatToDo:
    'Drop a request whose deadline has passed when its service would begin (`skipExpired: true`): the queue is then as short as the deadline when the incident ends.',
  detect(scenario, run) {
    for (const [model, clues] of run.clues.models.entries()) {
      const role = scenario.models[model]?.role;
      if (role === undefined || !mayAnswer(role)) continue;
      const spells = (clues?.expired.spells ?? []).filter(
        (spell) => beyondUs(scenario, run, spell) >= shortestSpellUs(scenario),
      );
      const [first] = spells;
      if (clues === undefined || first === undefined) continue;
      const longestUs = Math.max(...spells.map((spell) => beyondUs(scenario, run, spell)));
      return {
        sentence: `${modelName(scenario, model)} began ${counted(clues.expired.services, 'service')} after the deadline, and for up to ${saidMs(longestUs / 1000)} after the incident was over did nothing else`,
        evidence: {
          requests: requestsOf(
            scenario,
            spells.slice(0, MOST_NAMED).map((spell) => spell.last),
          ),
          spans: spells.slice(0, MOST_NAMED).map(({ partition, fromUs, toUs }) => ({
            what: `${modelName(scenario, model)} served only expired requests of partition ${partition}`,
            fromMs: fromUs / 1000,
            toMs: toUs / 1000,
          })),
        },
      };
    }
    return undefined;
  },
};

/** How much of the spell lies after the last fault that was in force in it; all of it where traffic alone did it. */
function beyondUs(scenario: Scenario, run: RunMeasures, { fromUs, toUs }: ExpiredSpell): number {
  const ends = scenario.faults.flatMap((_, fault) =>
    (run.faults[fault]?.windows ?? []).flatMap((window) =>
      window.fromUs < toUs && window.toUs > fromUs ? [Math.min(window.toUs, toUs)] : [],
    ),
  );
  return toUs - Math.max(fromUs, ...ends);
}
