/** A consumer that retries a failing record where it stands, and reads nothing else meanwhile. */
import { counted, type Detector, ENOUGH, MOSTLY, modelName, requestsOf } from './detector.ts';

const FEWEST_FAILURES = 3;

export const retrySleepInPoll: Detector = {
  name: 'retry-sleep-in-poll',
  defect: 'The consumer sleeps and retries inside its poll loop.',
  shows:
    'A record that fails is in hand for long, and whatever comes behind it in its partition is read only when the failure is over. Waiting in a model’s queue does not look like that: there records are read as they come. On Kafka a sleep beyond `max.poll.interval.ms` also brings rebalances.',
  whatToDo:
    'Put a record that fails aside (a retry topic, a queue with a timer) and read on. What must stay in order may wait; the poll loop may not.',
  detect(scenario, { clues: { models } }) {
    for (const [model, clues] of models.entries()) {
      if (clues === undefined || clues.longFailures.count < FEWEST_FAILURES) continue;
      const { heldUp, passedBy, longFailures } = clues;
      if (heldUp < ENOUGH || heldUp < MOSTLY * (heldUp + passedBy)) continue;
      return {
        sentence: `${modelName(scenario, model)} read nothing while it was busy with a failing record, ${counted(longFailures.count, 'time')}: ${counted(heldUp, 'record')} of the same partition waited behind it`,
        evidence: { requests: requestsOf(scenario, longFailures.first) },
      };
    }
    return undefined;
  },
};
