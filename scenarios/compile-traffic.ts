/** `traffic` from what the user wrote to sources: rates per second, traces read, features in order. */

import { distribution } from './compile-distribution.ts';
import { type Compiling, refuse } from './compiling.ts';
import type { Path } from './diagnostic.ts';
import type { ScenarioForm } from './input-schema.ts';
import type { Arrivals, Feature, Keys, Rate, Shift, Source } from './scenario.ts';
import { type Recorded, readArchive, readTrace } from './trace.ts';

type SourceForm = ScenarioForm['traffic'][string];
type TraceForm = NonNullable<SourceForm['arrivals']['trace']>;
type RateForm = NonNullable<SourceForm['arrivals']['rate']>;

const MOST_SOURCES = 1_000;

/** Stands in for a trace that could not be read: so long that no window seems to lie outside of the run. */
const UNREADABLE = Float64Array.of(0, 1e15);

export function compileTraffic(compiling: Compiling): Source[] {
  const sources = Object.entries(compiling.form.traffic);
  if (sources.length === 0) refuse(compiling, ['traffic'], 'list-empty', 'has no source', 'add one');
  if (sources.length > MOST_SOURCES) {
    refuse(
      compiling,
      ['traffic'],
      'too-many',
      `has ${sources.length} sources, but at most ${MOST_SOURCES} are run`,
      `take out ${sources.length - MOST_SOURCES} of them`,
    );
  }
  return sources.map(([name, form]) => compileSource(name, form, compiling));
}

function compileSource(name: string, form: SourceForm, compiling: Compiling): Source {
  const path: Path = ['traffic', name];
  const recorded = readRecorded(form, path, compiling);
  const features = Object.entries(form.features).map(([feature, of]) =>
    compileFeature(feature, of, [...path, 'features', feature], recorded, compiling),
  );
  return {
    name,
    arrivals: compileArrivals(form.arrivals, recorded, [...path, 'arrivals'], compiling),
    keys: compileKeys(form.keys),
    payloadBytes: distribution(
      form.payload,
      { path: [...path, 'payload'], of: 'sizes', linear: false },
      compiling,
    ),
    features,
    shifts: compileShifts(form, features, path, compiling),
  };
}

function readRecorded(form: SourceForm, path: Path, compiling: Compiling): Recorded | undefined {
  const { trace } = form.arrivals;
  if (trace === undefined) return undefined;
  const columns = Object.values(form.features).flatMap((of) => (isColumn(of) ? [of.column] : []));
  const at = [...path, 'arrivals', 'trace'];
  const file = trace.file ?? trace.archive;
  if (file === undefined || !isWhole(trace, at, compiling)) return undefined;
  const text = compiling.files.text(
    file,
    [...at, trace.file === undefined ? 'archive' : 'file'],
    compiling.report,
  );
  if (text === undefined) return undefined;
  const wanted = [...new Set(columns)];
  const layout = { time: trace.time ?? '', unit: trace.unit, columns: wanted };
  const recorded = compiling.files.recorded(JSON.stringify([file, trace.archive, layout]), () =>
    trace.archive === undefined ? readTrace(text, layout) : readArchive(text, wanted),
  );
  compiling.files.tell(file, recorded.problems, at, compiling.report);
  return recorded.problems.length > 0 ? undefined : recorded;
}

function isWhole(trace: TraceForm, path: Path, compiling: Compiling): boolean {
  const isCsv = trace.file !== undefined;
  if (isCsv === (trace.archive !== undefined)) {
    refuse(compiling, path, 'one-kind', 'needs either `file` or `archive`', 'give exactly one of them');
    return false;
  }
  if (isCsv && trace.time === undefined) {
    refuse(
      compiling,
      path,
      'key-missing',
      'lacks `time`',
      'add `time`: the name of the column with the arrival times',
    );
    return false;
  }
  if (!isCsv && (trace.time ?? trace.unit) !== undefined) {
    refuse(compiling, path, 'one-kind', 'has `time` or `unit`, which an archive does not need', 'remove it');
  }
  return true;
}

function compileArrivals(
  form: SourceForm['arrivals'],
  recorded: Recorded | undefined,
  path: Path,
  compiling: Compiling,
): Arrivals {
  if ((form.rate === undefined) === (form.trace === undefined)) {
    refuse(compiling, path, 'one-kind', 'needs either `rate` or `trace`', 'write { rate: 200/s }');
  }
  if (form.trace !== undefined) {
    if (form.spacing !== undefined) {
      refuse(
        compiling,
        [...path, 'spacing'],
        'one-kind',
        'is for a rate; a trace has its own spacing',
        'remove it',
      );
    }
    const { speed, repeat } = form.trace;
    return { kind: 'trace', timesUs: recorded?.timesUs ?? UNREADABLE, speed, repeat };
  }
  const rate = compileRate(form.rate ?? 1, [...path, 'rate'], compiling);
  return { kind: 'rate', rate, spacing: form.spacing ?? 'poisson' };
}

function compileRate(form: RateForm, path: Path, compiling: Compiling): Rate {
  if (typeof form === 'number') return { kind: 'constant', perSecond: form };
  const { ramp, steps, daily, bursts } = form;
  if (ramp) {
    if (ramp.from === 0 && ramp.to === 0) refuseNothing(path, compiling);
    return { kind: 'ramp', from: ramp.from, to: ramp.to, overUs: ramp.over };
  }
  if (steps) {
    if (steps.every((step) => step.rate === 0)) refuseNothing(path, compiling);
    return { kind: 'steps', steps: steps.map((step) => ({ perSecond: step.rate, forUs: step.for })) };
  }
  if (daily) {
    if (daily.peak < daily.mean || daily.peak > 2 * daily.mean) {
      const says = 'has a peak outside of mean … 2 × mean, which no sine around the mean has';
      refuse(
        compiling,
        [...path, 'daily'],
        'out-of-range',
        says,
        'choose the peak from the mean to twice the mean',
      );
    }
    return { kind: 'daily', mean: daily.mean, peak: daily.peak, periodUs: daily.period };
  }
  if (bursts) {
    return {
      kind: 'bursts',
      calm: bursts.calm,
      burst: bursts.burst,
      calmForUs: bursts.calmFor,
      burstForUs: bursts.burstFor,
    };
  }
  return { kind: 'constant', perSecond: 0 };
}

/** A source that never sends is a mistake. */
function refuseNothing(path: Path, compiling: Compiling): void {
  refuse(
    compiling,
    path,
    'out-of-range',
    'is never above 0/s',
    'raise one of its rates, or remove the source',
  );
}

function compileKeys(form: SourceForm['keys']): Keys {
  if (form?.uniform) return { kind: 'uniform', count: form.uniform.count };
  if (form?.zipf) return { kind: 'zipf', count: form.zipf.count, exponent: form.zipf.exponent };
  return { kind: 'fresh' };
}

type FeatureForm = SourceForm['features'][string];

function isColumn(of: FeatureForm): of is FeatureForm & { column: string } {
  return typeof of === 'object' && 'column' in of && typeof of.column === 'string';
}

function compileFeature(
  name: string,
  form: FeatureForm,
  path: Path,
  recorded: Recorded | undefined,
  compiling: Compiling,
): Feature {
  if (!isColumn(form)) {
    return {
      name,
      of: {
        kind: 'drawn',
        distribution: distribution(form, { path, of: 'numbers', linear: false }, compiling),
      },
    };
  }
  const source = String(path[1]);
  if (compiling.form.traffic[source]?.arrivals.trace === undefined) {
    refuse(
      compiling,
      path,
      'column-unknown',
      `needs the column ${form.column}, but the source \`${source}\` has no trace`,
      'give the source a trace, or the feature a distribution',
    );
  }
  return {
    name,
    of: {
      kind: 'column',
      column: form.column,
      values: recorded?.columns.get(form.column) ?? new Float64Array(1),
    },
  };
}

function compileShifts(
  form: SourceForm,
  features: readonly Feature[],
  path: Path,
  compiling: Compiling,
): Shift[] {
  const shifts = form.shifts.map((shift, index): Shift => {
    const at = [...path, 'shifts', index];
    if ((shift.add === undefined) === (shift.multiply === undefined)) {
      refuse(compiling, at, 'one-kind', 'needs either `add` or `multiply`', 'give exactly one of them');
    }
    const { duration } = compiling.form;
    if (duration !== undefined && shift.at >= duration) {
      refuse(
        compiling,
        [...at, 'at'],
        'outside-run',
        'lies beyond the end of the run',
        'let it begin before `duration`',
      );
    }
    return {
      feature: features.findIndex((feature) => feature.name === shift.feature),
      atUs: shift.at,
      overUs: shift.over,
      change: shift.add === undefined ? 'multiply' : 'add',
      amount: shift.add ?? shift.multiply ?? 0,
    };
  });
  return shifts.sort((a, b) => a.atUs - b.atUs);
}
