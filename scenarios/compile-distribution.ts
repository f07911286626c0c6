/** Distributions from what the user wrote to base units: parameters resolved, points ascending, samples read. */

import { type Compiling, refuse } from './compiling.ts';
import { dotted, type Path } from './diagnostic.ts';
import { Z99 } from './distribution-facts.ts';
import { type Form, shareOfQuantile } from './distribution-schema.ts';
import { bytesIn, microsecondsIn } from './quantity.ts';
import type { Distribution } from './scenario.ts';
import { readColumn } from './trace.ts';

export interface Place {
  readonly path: Path;
  readonly of: 'times' | 'sizes' | 'numbers' | 'factors';
  /** Whether the features of a request are known here. */
  readonly linear: boolean;
}

type Kind<K extends keyof FormMap> = NonNullable<FormMap[K]>;
type FormMap = Exclude<Form, number>;

/** Stands in for what was refused, so that compiling can go on and find more. */
const NOTHING: Distribution = { kind: 'constant', value: 0 };

export function distribution(form: Form, place: Place, compiling: Compiling): Distribution {
  if (typeof form === 'number') return { kind: 'constant', value: form };
  if (form.uniform) return uniform(form.uniform, at(place, 'uniform'), compiling);
  if (form.exponential) return { kind: 'exponential', mean: form.exponential.mean };
  if (form.normal) return normal(form.normal, at(place, 'normal'), compiling);
  if (form.lognormal) return lognormal(form.lognormal, at(place, 'lognormal'), compiling);
  if (form.gamma) return gamma(form.gamma);
  if (form.weibull) return weibull(form.weibull);
  if (form.pareto) return { kind: 'pareto', min: form.pareto.min, alpha: form.pareto.alpha };
  if (form.quantiles) return quantiles(form.quantiles, at(place, 'quantiles'), compiling);
  if (form.samples) return samples(form.samples, at(place, 'samples'), compiling);
  if (form.mixture) return mixture(form.mixture, at(place, 'mixture'), compiling);
  return form.linear ? linear(form.linear, at(place, 'linear'), compiling) : NOTHING;
}

function at(place: Place, ...steps: (string | number)[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}

function uniform({ min, max }: Kind<'uniform'>, place: Place, compiling: Compiling): Distribution {
  if (min > max) refuse(compiling, place.path, 'out-of-order', 'has a min above its max', 'swap them');
  return { kind: 'uniform', min, max };
}

function normal({ mean, sd }: Kind<'normal'>, place: Place, compiling: Compiling): Distribution {
  if (sd < 0)
    refuse(
      compiling,
      [...place.path, 'sd'],
      'out-of-range',
      'is below 0',
      'a standard deviation is at least 0',
    );
  return { kind: 'normal', mean, sd };
}

function lognormal(form: Kind<'lognormal'>, place: Place, compiling: Compiling): Distribution {
  const { p50, p99, mean, cv } = form;
  const byPercentiles = p50 !== undefined && p99 !== undefined && mean === undefined && cv === undefined;
  const byMean = mean !== undefined && cv !== undefined && p50 === undefined && p99 === undefined;
  if (byPercentiles) {
    if (p99 < p50) refuse(compiling, place.path, 'out-of-order', 'has a p99 below its p50', 'swap them');
    return { kind: 'lognormal', mu: Math.log(p50), sigma: Math.log(p99 / p50) / Z99 };
  }
  if (byMean) {
    const variance = Math.log(1 + cv * cv);
    return { kind: 'lognormal', mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
  }
  refuse(
    compiling,
    place.path,
    'one-kind',
    'needs p50 and p99, or mean and cv',
    'write { p50: 20ms, p99: 100ms }',
  );
  return NOTHING;
}

function gamma({ mean, cv }: Kind<'gamma'>): Distribution {
  const shape = 1 / (cv * cv);
  return { kind: 'gamma', shape, scale: mean / shape };
}

function weibull({ mean, shape }: Kind<'weibull'>): Distribution {
  return { kind: 'weibull', shape, scale: mean / Math.exp(logGamma(1 + 1 / shape)) };
}

/** ln Γ(x) for x ≥ 1 by Stirling's series, shifted up until it holds to the last digits. */
function logGamma(x: number): number {
  let shifted = x;
  let shift = 0;
  while (shifted < 12) {
    shift += Math.log(shifted);
    shifted++;
  }
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - shift;
}

function quantiles(form: Kind<'quantiles'>, place: Place, compiling: Compiling): Distribution {
  const points = Object.entries(form)
    .map(([key, value]) => ({ key, share: shareOfQuantile(key) ?? Number.NaN, value }))
    .sort((a, b) => a.share - b.share);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) {
    refuse(compiling, place.path, 'list-empty', 'has no points', 'write { p50: 20ms, p99: 100ms }');
    return NOTHING;
  }
  for (const [index, { key, share, value }] of points.entries()) {
    const before = points[index - 1];
    if (Number.isNaN(share))
      refuse(compiling, [...place.path, key], 'name-invalid', 'is not a percentile', 'write p50, p99, p999');
    else if (before?.share === share)
      refuse(
        compiling,
        [...place.path, key],
        'key-twice',
        `is the same point as ${before.key}`,
        'keep one of them',
      );
    else if (before !== undefined && value < before.value) {
      refuse(
        compiling,
        [...place.path, key],
        'out-of-order',
        `is below ${before.key}`,
        'percentiles never fall',
      );
    }
  }
  const inner = points.filter(({ share }) => share > 0 && share < 1);
  return {
    kind: 'quantiles',
    shares: [0, ...inner.map(({ share }) => share), 1],
    values: [first.value, ...inner.map(({ value }) => value), last.value],
  };
}

function samples(form: Kind<'samples'>, place: Place, compiling: Compiling): Distribution {
  const scale = sampleScale(form.unit, place, compiling);
  const text = compiling.files.text(form.file, [...place.path, 'file'], compiling.report);
  if (text === undefined || scale === undefined) return NOTHING;
  const { values, problems } = readColumn(text, form.column);
  compiling.files.tell(form.file, problems, place.path, compiling.report);
  const scaled = values.map((value) => value * scale).sort();
  if (place.of !== 'numbers' && (scaled[0] ?? 0) < 0) {
    refuse(
      compiling,
      place.path,
      'out-of-range',
      `has a value below 0 in column ${form.column}`,
      'take it out',
    );
  }
  return problems.length > 0 ? NOTHING : { kind: 'samples', values: scaled };
}

function sampleScale(
  unit: string | undefined,
  { of, path }: Place,
  compiling: Compiling,
): number | undefined {
  if (of === 'numbers' || of === 'factors') return 1;
  const scale = unit === undefined ? undefined : of === 'times' ? microsecondsIn(unit) : bytesIn(unit);
  if (scale === undefined) {
    const hint = of === 'times' ? 'add unit: ms (us, ms, s, m, h, d)' : 'add unit: B (B, KB, MB, …)';
    const message = `${dotted(path)} names no unit for its column`;
    compiling.report.error({ path: [...path, 'unit'], code: 'unit-missing', message, hint, at: 'key' });
  }
  return scale;
}

const ROUNDING = 1e-9;

function mixture(form: Kind<'mixture'>, place: Place, compiling: Compiling): Distribution {
  const total = form.reduce((sum, part) => sum + part.share, 0);
  if (Math.abs(total - 1) > ROUNDING) {
    refuse(
      compiling,
      place.path,
      'shares-sum',
      `has shares that sum to ${percent(total)}`,
      'they must sum to 100%',
    );
  }
  const parts = form.map((part, index) => ({
    share: part.share,
    of: distribution(part.of, { ...at(place, index, 'of'), linear: false }, compiling),
  }));
  return { kind: 'mixture', parts };
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

function linear(form: Kind<'linear'>, place: Place, compiling: Compiling): Distribution {
  if (!place.linear) {
    const hint = 'it can be the serviceTime of a model or of enrichment as a whole';
    refuse(
      compiling,
      place.path,
      'linear-misplaced',
      'is linear where no features of a request are known',
      hint,
    );
  }
  const noisePlace: Place = { path: [...place.path, 'noise'], of: 'factors', linear: false };
  return {
    kind: 'linear',
    base: form.base,
    per: Object.entries(form.per).map(([feature, cost]) => ({ feature, cost })),
    noise: form.noise === undefined ? undefined : distribution(form.noise, noisePlace, compiling),
  };
}
