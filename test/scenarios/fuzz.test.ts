import { expect, it } from 'vitest';
import { defectOf, soundScenarios } from './fuzzing.ts';
import { mutant } from './mutations.ts';

/** A taste; `fuzz.slow.test.ts` tries 100,000, and `scripts/fuzz-scenarios.ts` as many as one likes. */
const COUNT = 100;

it('Every damaged scenario gives a diagnosis or a run, in time and in words', {
  timeout: 60_000,
}, async () => {
  const sound = soundScenarios();
  const defects: string[] = [];
  for (let n = 0; n < COUNT; n++) {
    const defect = await defectOf(sound, n);
    if (defect !== undefined) defects.push(`${n}: ${defect}`);
  }
  expect(defects).toEqual([]);
});

it('A mutant is the same for the same number, and hardly ever the same as the sound text', () => {
  const sound = soundScenarios();
  const texts = Array.from({ length: 100 }, (_, n) => mutant(sound, n));
  expect(texts).toEqual(Array.from({ length: 100 }, (_, n) => mutant(sound, n)));
  expect(texts.filter(({ text }) => sound.includes(text)).length).toBeLessThan(10);
});
