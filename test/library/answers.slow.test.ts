/** Every scenario of the library, run in full: its verdicts are as designed and its comment says the figures seen. */
import { describe, expect, test } from 'vitest';
import { ANSWERS } from './answers.ts';
import { commentOf, resultsOf } from './running.ts';

/** Some two seconds on one core of a small machine; counted, since a busy machine would make a clock lie. */
const MOST_REQUESTS = 400_000;
/** A reference model for long runs; a fifth of it is enough for its verdict. */
const SHORTENED: Readonly<Record<string, readonly string[]>> = { rz1: ['requests=200k'] };

describe('the answer of', () => {
  test.each(Object.entries(ANSWERS))('%s', { timeout: 60_000 }, async (name, { verdicts, figures }) => {
    const results = await resultsOf(name, SHORTENED[name]);
    expect(results.map(({ verdict }) => verdict)).toEqual(verdicts);
    for (const figure of figures) expect(commentOf(name)).toContain(figure(...results));
    for (const { requests } of results) expect(requests.offered).toBeLessThan(MOST_REQUESTS);
  });

  test('split-rollout with half of the traffic: it fails', async () => {
    const [half] = await resultsOf('split-rollout', ['vars.old=50%', 'vars.new=50%']);
    expect(half?.verdict).toBe('fail');
  });

  test('hung-model without a backstop, and surge with a small one: they fail', async () => {
    const [alone] = await resultsOf('hung-model', ['rendezvous.policy.priority.order=[heavy]']);
    const [small] = await resultsOf('surge', ['models.light.replicas=1']);
    expect([alone?.verdict, small?.verdict]).toEqual(['fail', 'fail']);
  });
});
