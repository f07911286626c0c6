import { describe, expect, test } from 'vitest';
import { meanScoreProduct, type OwnTime } from '../../../harness/calibrate/score-products.ts';
import type { Hop } from '../../../scenarios/scenario.ts';
import { STANDARD_NORMAL } from '../../../workload/sampler.ts';
import { Stream } from '../../../workload/stream.ts';

const N = 20_000;
/** Six standard errors of a mean product of two normal scores, whose variance is at most 2: false alarm 2e-9. */
const ALLOWED = 6 * Math.sqrt(2 / N);

function normal(label: string): (request: number) => number {
  const stream = new Stream(1, label);
  return (request) => STANDARD_NORMAL.quantile(stream.uniform(request));
}

const common = normal('common');

/** Normal scores of a hop that share half of their variance with those of the other hops. */
function halfCommon(label: string): (request: number) => number {
  const own = normal(label);
  return (request) => Math.SQRT1_2 * common(request) + Math.SQRT1_2 * own(request);
}

function timed(us: (request: number) => number): readonly OwnTime[] {
  return Array.from({ length: N }, (_, request) => ({ request, us: us(request) }));
}

function meanProduct(...kinds: readonly (readonly [Hop, readonly OwnTime[]])[]): number {
  return meanScoreProduct(new Map(kinds), N);
}

describe('the mean product of normal scores', () => {
  const append = halfCommon('append');
  const fetch = halfCommon('fetch');

  test('is the correlation of what is normal at heart, whatever the distributions', () => {
    const long = timed((request) => Math.exp(8 + append(request)));
    const short = timed((request) => 100 + fetch(request));
    expect(Math.abs(meanProduct(['append.input', long], ['fetch.model', short]) - 0.5)).toBeLessThan(ALLOWED);
  });

  test('counts hops of one kind as well as of two, and is not thinned by one that never varies', () => {
    const models = [...timed(append), ...timed(fetch)];
    const never = timed(() => 0);
    const found = meanProduct(['fetch.model', models], ['append.result', never]);
    expect(Math.abs(found - 0.5)).toBeLessThan(ALLOWED);
  });

  test('takes only requests that have both', () => {
    const rare = timed(append).filter(({ request }) => request % 2 === 0);
    const found = meanProduct(['append.input', rare], ['fetch.model', timed(fetch)]);
    expect(Math.abs(found - 0.5)).toBeLessThan(Math.SQRT2 * ALLOWED);
  });

  test('does not come from the order of equal times', () => {
    const coarse = (label: string) => {
      const exact = normal(label);
      return timed((request) => (exact(request) > 0.5 ? 2 : 1));
    };
    const found = meanProduct(['append.input', coarse('one')], ['fetch.model', coarse('other')]);
    expect(found).toBeLessThan(ALLOWED);
  });

  test('is from none to all, and less than none where one is slow when the other is fast', () => {
    const times = timed(append);
    const opposite = timed((request) => -append(request));
    expect(meanProduct(['append.input', times], ['fetch.model', opposite])).toBeCloseTo(-1, 9);
    expect(meanProduct(['append.input', times], ['fetch.model', times])).toBeCloseTo(1, 9);
  });

  test('is none where nothing can be compared', () => {
    expect(meanScoreProduct(new Map(), 0)).toBe(0);
    expect(meanProduct(['append.input', timed(append)])).toBe(0);
    expect(meanProduct(['append.input', timed(() => 5)], ['fetch.model', timed(() => 5)])).toBe(0);
  });
});
