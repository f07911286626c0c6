/** The agenda of a run: in order, on time, and never after it is closed. */
import { expect, test } from 'vitest';
import { monotonicUs, RunClock } from '../../../harness/clock.ts';
import { Agenda } from '../../../harness/faults/agenda.ts';
import { waitUntil } from '../../../harness/waiting.ts';

test('does everything in order of time, whenever it was entered, and nothing early', async () => {
  const clock = new RunClock(monotonicUs());
  const agenda = new Agenda(clock);
  const done: { readonly what: string; readonly early: boolean }[] = [];
  const note = (what: string, atUs: number) => () => done.push({ what, early: clock.nowUs() < atUs });
  agenda.at(60_000, note('last', 60_000));
  agenda.at(30_000, note('second', 30_000));
  agenda.at(-5, note('first', -5));
  agenda.at(Number.POSITIVE_INFINITY, note('never', Number.POSITIVE_INFINITY));
  await waitUntil(() => (done.length === 3 ? undefined : `${done.length} of 3 are done`), 5_000);
  agenda.close();
  expect(done).toEqual(['first', 'second', 'last'].map((what) => ({ what, early: false })));
});

test('does nothing any more once it is closed, also not what is entered then', async () => {
  const clock = new RunClock(monotonicUs());
  const agenda = new Agenda(clock);
  const done: string[] = [];
  agenda.at(1_000, () => done.push('planned'));
  agenda.close();
  agenda.at(0, () => done.push('entered'));
  await waitUntil(() => (clock.nowUs() > 50_000 ? undefined : 'it is too early to tell'), 5_000);
  expect(done).toEqual([]);
});
