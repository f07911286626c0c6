/**
 * How a user writes a distribution: of times, of sizes, or of plain numbers (features, factors).
 *
 * The same eleven kinds for each; only the quantities in them differ.
 */
import { z } from 'zod';
import {
  drawnTime,
  leaf,
  nonNegativeNumber,
  number,
  positiveNumber,
  positiveSize,
  positiveTime,
  share,
  size,
  text,
} from './leaf.ts';
import { bad, good, SIZE_UNITS, show, TIME_UNITS } from './quantity.ts';
import { either, kinds, rules, section } from './shape.ts';

type NumberLeaf = z.ZodType<number, string | number>;

interface Quantities {
  /** A value of the distribution. */
  readonly any: () => NumberLeaf;
  readonly positive: () => NumberLeaf;
  readonly units: readonly string[];
  readonly what: string;
}

export const DISTRIBUTIONS = [
  'uniform',
  'exponential',
  'normal',
  'lognormal',
  'gamma',
  'weibull',
  'pareto',
  'quantiles',
  'samples',
  'mixture',
  'linear',
];

const shape = () => positiveNumber(1e6);

/** Three digits and more are the ends of the scale, p001 and p999; what p101 would mean nobody knows. */
const QUANTILE_KEY = /^p(?:100|[0-9]{1,2}|[09][0-9]{2,5}|[0-9]{1,2}\.[0-9]{1,4})$/;

/** `p50` → 0.5, `p999` → 0.999, `p99.9` → 0.999; undefined for anything else. */
export function shareOfQuantile(key: string): number | undefined {
  if (!QUANTILE_KEY.test(key)) return undefined;
  const digits = key.slice(1);
  if (digits === '100') return 1;
  if (digits.includes('.') || digits.length <= 2) return Number(`${digits}e-2`);
  return Number(`${digits.slice(0, 2)}.${digits.slice(2)}e-2`);
}

export const file = (about: string) => {
  const schema = text().describe(about);
  rules.add(schema, { isFile: true });
  return schema;
};

function unitOf(units: readonly string[]) {
  return leaf<string, string>({ type: 'string', examples: [...units] }, '', (value) =>
    typeof value === 'string' && units.includes(value)
      ? good(value)
      : bad(
          'unit-unknown',
          `is ${show(value)}, which is not a unit here`,
          `units are ${units.join(', ') || 'none'}`,
        ),
  );
}

function distributionOf(quantities: Quantities): z.ZodType<Form, FormInput> {
  const { any, positive, units, what } = quantities;
  const simple = {
    uniform: section('Evenly between two values.', {
      min: any().describe('Least value.'),
      max: any().describe('Greatest value.'),
    }).optional(),
    exponential: section('Memoryless.', { mean: positive().describe('Mean.') }).optional(),
    normal: section('Normal; times and sizes are cut at 0.', {
      mean: any().describe('Mean, before the cut.'),
      sd: any().describe('Standard deviation.'),
    }).optional(),
    lognormal: section(
      'Log-normal, by two percentiles or by mean and coefficient of variation.',
      {
        p50: positive().optional().describe('Median; together with p99.'),
        p99: positive().optional().describe('99th percentile.'),
        mean: positive().optional().describe('Mean; together with cv.'),
        cv: shape().optional().describe('Coefficient of variation, sd / mean.'),
      },
      [
        [
          ['p50', 'p99'],
          ['mean', 'cv'],
        ],
      ],
    ).optional(),
    gamma: section('Gamma.', {
      mean: positive().describe('Mean.'),
      cv: shape().describe('Coefficient of variation, sd / mean.'),
    }).optional(),
    weibull: section('Weibull.', {
      mean: positive().describe('Mean.'),
      shape: shape().describe('Shape; 1 is exponential, below 1 has a heavier tail.'),
    }).optional(),
    pareto: section('Pareto: a power-law tail.', {
      min: positive().describe('Least value.'),
      alpha: shape().describe('Tail index; at most 1 has no mean.'),
    }).optional(),
    quantiles: z
      .record(z.string().regex(QUANTILE_KEY), any())
      .describe('Points p0, p50, p90, p99, p999, p100, …; log-linear between them.')
      .optional(),
    samples: section('Measured values, drawn with replacement.', {
      file: file('CSV file, relative to the scenario.'),
      column: text().describe('Name of the column.'),
      unit: unitOf(units).optional().describe(`Unit of the column (${what}).`),
    }).optional(),
  };
  const written = either(
    any(),
    kinds(`A distribution of ${what}; a plain quantity is constant.`, {
      ...simple,
      get mixture() {
        return z
          .array(
            section('One part of a mixture.', {
              share: share().describe('How often this part is drawn.'),
              get of(): z.ZodType<Form, FormInput> {
                return schema;
              },
            }),
          )
          .describe('Drawn from one of several parts; the shares sum to 100 %.')
          .optional();
      },
      get linear() {
        return section('A base and a cost per unit of features of the request.', {
          base: any().describe('Cost of a request whose features are all 0.'),
          per: z.record(z.string(), any()).describe('Feature → cost per unit of it.'),
          get noise(): z.ZodType<Form | undefined, FormInput | undefined> {
            return factors.optional().describe('A distribution of bare factors that multiplies the sum.');
          },
        }).optional();
      },
    }),
  );
  const schema: z.ZodType<Form, FormInput> = written.describe(`A distribution of ${what}.`);
  return schema;
}

/** A distribution with its quantities as Q: text as the user wrote it, or the number that was read. */
export type FormOf<Q> = Q | FormMap<Q>;
interface FormMap<Q> {
  readonly uniform?: { readonly min: Q; readonly max: Q } | undefined;
  readonly exponential?: { readonly mean: Q } | undefined;
  readonly normal?: { readonly mean: Q; readonly sd: Q } | undefined;
  readonly lognormal?:
    | {
        readonly p50?: Q | undefined;
        readonly p99?: Q | undefined;
        readonly mean?: Q | undefined;
        readonly cv?: Q | undefined;
      }
    | undefined;
  readonly gamma?: { readonly mean: Q; readonly cv: Q } | undefined;
  readonly weibull?: { readonly mean: Q; readonly shape: Q } | undefined;
  readonly pareto?: { readonly min: Q; readonly alpha: Q } | undefined;
  readonly quantiles?: Readonly<Record<string, Q>> | undefined;
  readonly samples?:
    | { readonly file: string; readonly column: string; readonly unit?: string | undefined }
    | undefined;
  readonly mixture?: readonly { readonly share: Q; readonly of: FormOf<Q> }[] | undefined;
  readonly linear?:
    | {
        readonly base: Q;
        readonly per: Readonly<Record<string, Q>>;
        readonly noise?: FormOf<Q> | undefined;
      }
    | undefined;
}
/** Quantities read. */
export type Form = FormOf<number>;
/** As a user writes it: a plain quantity is constant, else a map with one key, the kind. */
export type FormInput = FormOf<string | number>;

export const timeDistribution = distributionOf({
  any: drawnTime,
  positive: positiveTime,
  units: TIME_UNITS,
  what: 'times',
});
export const sizeDistribution = distributionOf({
  any: size,
  positive: positiveSize,
  units: SIZE_UNITS,
  what: 'sizes',
});
export const numberDistribution = distributionOf({
  any: number,
  positive: () => positiveNumber(),
  units: [],
  what: 'plain numbers',
});
/** Bare factors: the noise of `linear`. */
const factors: z.ZodType<Form, FormInput> = distributionOf({
  any: nonNegativeNumber,
  positive: () => positiveNumber(),
  units: [],
  what: 'bare factors',
});
