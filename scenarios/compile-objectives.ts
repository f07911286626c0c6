/** `expect` from what the user wrote: bounds in the measure's unit, windows that lie in the run. */

import { inWords } from './compile-faults.ts';
import { type Compiling, refuse } from './compiling.ts';
import type { Path } from './diagnostic.ts';
import type { ScenarioForm } from './input-schema.ts';
import { type Measure, type Names, readMeasure } from './measures.ts';
import { bad, type Reading, readCount, readShare, readTime } from './quantity.ts';
import type { RunLength } from './run-length.ts';
import type { Fault, Objective, Unit } from './scenario.ts';

type ObjectiveForm = ScenarioForm['expect'][string];

export interface Setting {
  readonly faults: readonly Fault[];
  readonly names: Names;
  readonly length: RunLength;
  /** Line of an objective in the scenario's file. */
  readonly lineOf: (name: string) => number | undefined;
}

export function compileObjectives(setting: Setting, compiling: Compiling): Objective[] {
  return Object.entries(compiling.form.expect).flatMap(([name, form]) => {
    const path: Path = ['expect', name];
    const reading = readMeasure(form.measure, setting.names);
    if (!reading.ok) return [];
    const { measure } = reading.value;
    const bound = compileBound(form, measure.unit, path, compiling);
    const window = compileWindow(form, measure, path, setting, compiling);
    if (bound === undefined || window === undefined) return [];
    const { unit } = measure;
    return [
      { name, measure: form.measure, unit, ...bound, window, gate: form.gate, line: setting.lineOf(name) },
    ];
  });
}

function compileBound(
  form: ObjectiveForm,
  unit: Unit,
  path: Path,
  compiling: Compiling,
): Pick<Objective, 'bound' | 'target'> | undefined {
  const { atLeast, atMost } = form;
  if ((atLeast === undefined) === (atMost === undefined)) {
    refuse(compiling, path, 'one-kind', 'needs either `atLeast` or `atMost`', 'give exactly one of them');
    return undefined;
  }
  const bound = atLeast === undefined ? 'atMost' : 'atLeast';
  const reading = readTarget(atLeast ?? atMost, unit);
  if (reading.ok) return { bound, target: reading.value };
  const { code, says, hint } = reading.problem;
  refuse(compiling, [...path, bound], code, `${says} (${form.measure} is ${OF_UNIT[unit]})`, hint);
  return undefined;
}

const OF_UNIT: Readonly<Record<Unit, string>> = { share: 'a share', timeUs: 'a time', count: 'a count' };

function readTarget(value: unknown, unit: Unit): Reading<number> {
  if (unit === 'share') return from0(readShare(value), value, 1, 'from 0% to 100%');
  if (unit === 'timeUs') return from0(readTime(value), value, Infinity, 'at least 0s');
  return from0(readCount(value), value, Infinity, 'at least 0');
}

function from0(reading: Reading<number>, value: unknown, max: number, needs: string): Reading<number> {
  if (!reading.ok || (reading.value >= 0 && reading.value <= max)) return reading;
  const hint = reading.value < 0 ? 'write a larger value' : 'write a smaller value';
  return bad('out-of-range', `is ${String(value)}, but must be ${needs}`, hint);
}

type WindowOf = Objective['window'];

function compileWindow(
  form: ObjectiveForm,
  measure: Measure,
  path: Path,
  setting: Setting,
  compiling: Compiling,
): WindowOf | undefined {
  const given = (['during', 'after', 'worst'] as const).filter((key) => form[key] !== undefined);
  const [key] = given;
  if (given.length > 1) {
    refuse(
      compiling,
      path,
      'one-kind',
      `has several windows (${given.join(', ')})`,
      'give at most one of them',
    );
    return undefined;
  }
  if (form.within !== undefined && form.after === undefined) {
    refuse(
      compiling,
      [...path, 'within'],
      'key-missing',
      'is there without `after`',
      'add `after`: the fault',
    );
  }
  if (key === undefined) return { kind: 'whole' };
  if (measure.wholeRunOnly) {
    const says = `gives a window, but ${form.measure} is judged once, for the whole run`;
    refuse(compiling, [...path, key], 'window-unfit', says, `remove \`${key}\``);
    return undefined;
  }
  if (form.worst !== undefined) return worst(form.worst, path, setting, compiling);
  return aroundFault(form, path, setting, compiling);
}

function worst(spanUs: number, path: Path, { length }: Setting, compiling: Compiling): WindowOf {
  if (spanUs > length.us && length.isExact) {
    const says = `is longer than the run, which ends at ${inWords(length.us)}`;
    refuse(compiling, [...path, 'worst'], 'outside-run', says, 'choose a shorter window');
  }
  return { kind: 'worst', spanUs };
}

function aroundFault(
  form: ObjectiveForm,
  path: Path,
  setting: Setting,
  compiling: Compiling,
): WindowOf | undefined {
  const name = form.during ?? form.after;
  const index = setting.faults.findIndex((fault) => fault.name === name);
  const fault = setting.faults[index];
  if (fault === undefined) return undefined;
  if (form.during !== undefined) return { kind: 'during', fault: index };
  if (form.within === undefined) {
    refuse(compiling, path, 'key-missing', 'lacks `within`', 'add `within`: how long the recovery may take');
    return undefined;
  }
  checkAfter(fault, form.within, path, setting.length, compiling);
  return { kind: 'after', fault: index, withinUs: form.within };
}

function checkAfter(
  fault: Fault,
  withinUs: number,
  path: Path,
  length: RunLength,
  compiling: Compiling,
): void {
  const endUs = fault.windows.at(-1)?.toUs;
  if (endUs === undefined) return;
  if (endUs === Infinity) {
    const says = `names \`${fault.name}\`, which lasts to the end of the run, so nothing comes after it`;
    refuse(compiling, [...path, 'after'], 'window-empty', says, 'give the fault a `for`');
  } else if (length.isExact && endUs + withinUs >= length.us) {
    const says = `ends at ${inWords(endUs + withinUs)}, and the run at ${inWords(length.us)}, so no request is left to judge`;
    refuse(compiling, [...path, 'within'], 'window-empty', says, 'let the run go on for longer');
  }
}
