/** Traffic for four seconds, some hundred requests at most. */
import fc from 'fast-check';
import { isPlainMap, type Plain, type PlainMap } from '../../scenarios/tree.ts';

export const DURATION_S = 4;

const arrivals: fc.Arbitrary<PlainMap> = fc
  .tuple(fc.constantFrom('10/s', '20/s', '50/s', '100/s'), fc.constantFrom('regular', 'poisson'))
  .map(([rate, spacing]) => ({ rate, spacing }));

const keys: fc.Arbitrary<PlainMap | undefined> = fc.constantFrom(undefined, undefined, {
  uniform: { count: 3 },
});

/** One source, `callers`, with a feature for models to score. */
export function traffic(): fc.Arbitrary<PlainMap> {
  return fc.tuple(arrivals, keys).map(
    ([at, by]): PlainMap => ({
      callers: {
        arrivals: at,
        ...(by !== undefined && { keys: by }),
        features: { amount: { normal: { mean: 50, sd: 10 } } },
      },
    }),
  );
}

/** The same sources, asking at other rates; recorded ones as they were recorded. */
export function trafficAround(base: Plain | undefined): fc.Arbitrary<PlainMap> {
  const sources = isPlainMap(base) ? Object.entries(base) : [];
  return fc.tuple(...sources.map(() => arrivals)).map((drawn) =>
    Object.fromEntries(
      sources.map(([name, source], nth): [string, Plain] => {
        if (!isPlainMap(source)) return [name, source];
        const isRecorded = isPlainMap(source.arrivals) && source.arrivals.trace !== undefined;
        return [
          name,
          { ...said(source), arrivals: isRecorded ? (source.arrivals ?? null) : (drawn[nth] ?? null) },
        ];
      }),
    ),
  );
}

/** Without the empty lists and maps of a resolved scenario. */
function said(source: PlainMap): PlainMap {
  return Object.fromEntries(
    Object.entries(source).filter(
      ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
    ),
  );
}
