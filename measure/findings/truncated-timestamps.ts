/** Times that lost their fractions of a second. */
import { counted, type Detector, modelName, percent, requestsOf } from './detector.ts';

const FEWEST_SERVICES = 50;
const FEWEST_ARRIVALS = 100;
const HALF = 0.5;

export const truncatedTimestamps: Detector = {
  name: 'truncated-timestamps',
  defect: 'Event times are cut to whole seconds.',
  shows:
    'Most services of a model take no time at all, and those that do end at whole seconds; or all requests of a recorded trace are whole seconds apart, and most at the same instant as another. Where clocks are told apart, stages become negative as well, and such a run accounts for nothing.',
  whatToDo:
    'Keep times in milliseconds or finer, as integers, from end to end; look for a format without fractions, a column of whole seconds, an integer division.',
  detect(scenario, { clues: { models, arrivals } }) {
    for (const [model, clues] of models.entries()) {
      if (clues === undefined) continue;
      const { served, instantServices, endsAtWholeSeconds } = clues;
      const lasting = served - instantServices.count;
      if (!endsAtWholeSeconds || served < FEWEST_SERVICES || lasting === 0) continue;
      if (instantServices.count < HALF * served) continue;
      return {
        sentence: `${percent(instantServices.count, served)} of the services of ${modelName(scenario, model)} took no time at all, and the other ${counted(lasting, 'service')} all ended at a whole second`,
        evidence: { requests: requestsOf(scenario, instantServices.first) },
      };
    }
    for (const [source, { isWhole, requests, together }] of arrivals.entries()) {
      if (!isWhole || requests < FEWEST_ARRIVALS || together.count < HALF * requests) continue;
      return {
        sentence: `all ${counted(requests, 'request')} of ${scenario.traffic[source]?.name} arrived whole seconds apart, ${counted(together.count, 'request')} at the very instant of another`,
        evidence: { requests: requestsOf(scenario, together.first) },
      };
    }
    return undefined;
  },
};
