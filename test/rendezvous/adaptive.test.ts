import { describe, expect, it } from 'vitest';
import { ANSWER_DEFAULT } from '../../rendezvous/policy.ts';
import { A, B, C, create, DECISION_US, LATE, PROBE, played, request, times } from './adaptive-play.ts';
import { promiseAdaptive } from './adaptive-promises.ts';

describe('adaptive', () => {
  const slowHeavy = request([LATE, 10]);

  it('waits for the better model as priority does, until so many of the last requests found it late', () => {
    const answers = played(create([A, B]), [request([30, 10]), ...times(3, slowHeavy)]);
    expect(answers).toEqual([
      [30, A],
      [DECISION_US, B],
      [DECISION_US, B],
      [10, B],
    ]);
  });

  it('forgets what is longer ago than the last so many outcomes', () => {
    const now = request([30, 10]);
    const answers = played(create([A, B]), [
      slowHeavy,
      ...times(3, now),
      slowHeavy,
      ...times(3, now),
      slowHeavy,
    ]);
    expect(answers.at(-1)).toEqual([DECISION_US, B]);
  });

  it('takes the score of a model that it has given up when it is there', () => {
    const answers = played(create([A, B]), [...times(2, slowHeavy), request([5, 10])]);
    expect(answers.at(-1)).toEqual([5, A]);
  });

  it('lets probes wait after the rest, nobody else, and all wait again when enough probes were in time', () => {
    const slowProbe = { ...slowHeavy, draw: PROBE };
    const soundProbe = request([30, 10], { draw: PROBE });
    const answers = played(create([A, B]), [
      ...times(2, slowHeavy),
      // The rest: not even a probe waits.
      ...times(3, slowProbe),
      slowProbe,
      slowHeavy,
      soundProbe,
      // One of two probes was late, which is half: another rest.
      ...times(3, soundProbe),
      ...times(2, soundProbe),
      request([60, 10]),
    ]);
    expect(answers.map(([atUs]) => atUs)).toEqual([
      100, 100, 10, 10, 10, 100, 10, 30, 10, 10, 10, 30, 30, 60,
    ]);
  });

  it('holds out for nobody when all are late, and takes whoever comes first', () => {
    const answers = played(create([A, B, C]), [
      ...times(2, request([LATE, LATE, LATE])),
      request([70, LATE, 40]),
      request([LATE, LATE, LATE]),
    ]);
    expect(answers.slice(2)).toEqual([
      [40, C],
      [DECISION_US, ANSWER_DEFAULT],
    ]);
  });

  it('gives the default at once when all are late and it was told so; only probes wait', () => {
    const lost = request([LATE, LATE]);
    const answers = played(create([A, B], { whenAllOpen: 'default' }), [
      ...times(2, lost),
      ...times(3, request([50, 60])),
      request([50, 60]),
      request([50, 60], { draw: PROBE }),
    ]);
    expect(answers).toEqual([
      ...times(2, [DECISION_US, ANSWER_DEFAULT]),
      ...times(4, [0, ANSWER_DEFAULT]),
      [50, A],
    ]);
  });

  it('does not hold an error against a model: nobody waits for one', () => {
    const failing = request([LATE, LATE], { failed: [A] });
    const answers = played(create([A, B]), [...times(8, failing), request([30, 10])]);
    // B, which was late each time, is open, and A is still waited for.
    expect(answers.at(-1)).toEqual([30, A]);
  });

  it('does not hold it against the models when the server itself came too late', () => {
    const answers = played(create([A, B]), [request([30, 10]), request([30, 10])], 4 * DECISION_US);
    expect(answers).toEqual(times(2, [4 * DECISION_US, ANSWER_DEFAULT]));
    const policy = create([A, B]);
    played(policy, times(8, request([30, 10])), 4 * DECISION_US);
    expect(played(policy, [request([30, 10])])).toEqual([[30, A]]);
  });

  it('begins with nothing learnt: another server of the same scenario waits', () => {
    played(create([A, B]), times(8, slowHeavy));
    expect(played(create([A, B]), [slowHeavy])).toEqual([[DECISION_US, B]]);
  });

  // A taste; `adaptive.slow.test.ts` goes on from there.
  promiseAdaptive(0, 150);
});
