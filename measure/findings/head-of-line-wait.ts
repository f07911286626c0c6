/** One caller that is gone holds up the answers of all who come after it. */
import type { DelayedReturn } from '../clues/return-clues.ts';
import type { Sighting } from '../clues/sightings.ts';
import { MOST_NAMED } from '../result.ts';
import { saidMs } from '../wording.ts';
import { counted, type Detector, MOSTLY, requestsOf } from './detector.ts';

/** Answers that come back within this belong to one jam that was released. */
const TOGETHER_US = 50_000;
const FEWEST_IN_A_JAM = 5;
const FEWEST_JAMS = 2;
/** A jam begins with its lost caller, at most by this part of its length later. */
const AT_ITS_HEAD = 0.25;

export const headOfLineWait: Detector = {
  name: 'head-of-line-wait',
  defect: 'One lost caller blocks the writer of answers for seconds.',
  shows:
    'Answers that were decided one after the other come back all at once and much later, and each such jam begins with an answer whose caller was gone. A server or front end that stood still makes jams as well, but without a lost caller at their head.',
  whatToDo:
    'Never wait for a caller in the writer that serves all: hand the answer to a queue of the caller’s own, with a bound, and drop it when the caller is gone.',
  detect(scenario, { clues: { returns } }) {
    const jams = jamsOf(returns.delayed);
    const blamed = jams.filter((jam) => headOf(jam, returns.lost) !== undefined);
    const [first] = blamed;
    if (first === undefined || blamed.length < FEWEST_JAMS || blamed.length < MOSTLY * jams.length)
      return undefined;
    const held = blamed.reduce((sum, jam) => sum + jam.answers.length, 0);
    const longestUs = Math.max(...blamed.map((jam) => jam.toUs - jam.fromUs));
    const heads = blamed.flatMap((jam) => headOf(jam, returns.lost) ?? []).slice(0, MOST_NAMED);
    return {
      sentence: `${counted(held, 'answer')} came back in ${counted(blamed.length, 'jam')} of up to ${saidMs(longestUs / 1000)}, each behind an answer whose caller was gone`,
      evidence: {
        requests: requestsOf(scenario, heads),
        spans: blamed.slice(0, MOST_NAMED).map(({ fromUs, toUs }) => ({
          what: 'no answer came back',
          fromMs: fromUs / 1000,
          toMs: toUs / 1000,
        })),
      },
    };
  },
};

interface Jam {
  /** When the first of its answers was decided, and when it came back. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly answers: readonly DelayedReturn[];
}

function jamsOf(delayed: readonly DelayedReturn[]): Jam[] {
  const jams: DelayedReturn[][] = [];
  for (const answer of delayed.toSorted((a, b) => a.atUs - b.atUs || a.decidedUs - b.decidedUs)) {
    const jam = jams.at(-1);
    if (jam?.[0] !== undefined && answer.atUs - jam[0].atUs <= TOGETHER_US) jam.push(answer);
    else jams.push([answer]);
  }
  return jams
    .filter((answers) => answers.length >= FEWEST_IN_A_JAM)
    .map((answers) => ({
      fromUs: Math.min(...answers.map((answer) => answer.decidedUs)),
      toUs: answers[0]?.atUs ?? 0,
      answers,
    }));
}

/** The last answer that was lost before the jam began, if it was just before. */
function headOf({ fromUs, toUs }: Jam, lost: readonly Sighting[]): Sighting | undefined {
  const reachUs = AT_ITS_HEAD * (toUs - fromUs);
  return lost.findLast(({ atUs }) => atUs <= fromUs && atUs >= fromUs - reachUs);
}
