/** What scripts/agreement.ts calls agreement: near enough in every figure, and no nearer than that. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../../measure/result.ts';
import { resultsOf } from '../../library/running.ts';
import { agreements } from './agreements.ts';

async function liveSmoke(...set: readonly string[]): Promise<RunResult> {
  const [result] = await resultsOf('live-smoke', ['duration=45s', ...set]);
  if (result === undefined) throw new Error('live-smoke has no run');
  return result;
}

const simulated = await liveSmoke();

function apart(live: RunResult): readonly string[] {
  return agreements(simulated, [live])
    .filter(({ holds }) => !holds)
    .map(({ measure }) => measure);
}

test('a run agrees with itself', () => {
  expect(apart(simulated)).toEqual([]);
});

test('what takes no time between processes agrees with no broker', async () => {
  expect(apart(await liveSmoke('streams.delays=ideal'))).toContain('latency.p50');
});

test('a record that is missing from an archive is no agreement', async () => {
  const lossy = await liveSmoke(
    'models.decoy.archive.commit=beforeWrite',
    'faults.decoy-down.from=null',
    'faults.decoy-down.crash.at={step: write, after: 1000}',
  );
  expect(apart(lossy)).toEqual(['archived by decoy']);
});

test('a model that answers too often is no agreement', async () => {
  const hasty = await liveSmoke('models.heavy.errors=5%');
  expect(apart(hasty)).toEqual(expect.arrayContaining(['answered by heavy', 'answered by light']));
});
