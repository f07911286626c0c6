/**
 * `faults` from what the user wrote: targets as indexes, recurring windows written out, and only what is possible.
 *
 * What a target cannot suffer is refused by name; nothing is skipped in silence.
 */
import { type Compiling, refuse } from './compiling.ts';
import type { Path } from './diagnostic.ts';
import type { ScenarioForm } from './input-schema.ts';
import type { RunLength } from './run-length.ts';
import type { Fault, Hardship, Model, Source, Target, Window } from './scenario.ts';

type FaultForm = ScenarioForm['faults'][string];
type TargetForm = { target: string; replica?: number | 'all' | undefined; broker?: number | undefined };

export interface Cast {
  readonly models: readonly Model[];
  readonly sources: readonly Source[];
  readonly length: RunLength;
}

export function compileFaults(cast: Cast, compiling: Compiling): Fault[] {
  return Object.entries(compiling.form.faults).map(([name, form]) => {
    const path: Path = ['faults', name];
    return {
      name,
      hardship: compileHardship(form, path, cast, compiling),
      windows: compileWindows(form, path, cast.length, compiling),
      forUs: form.for ?? Infinity,
      only: form.only,
    };
  });
}

function compileHardship(form: FaultForm, path: Path, cast: Cast, compiling: Compiling): Hardship {
  const targets = new Targets(cast, compiling);
  const aim = (kind: string, value: TargetForm) => targets.compile(value, kind, [...path, kind]);
  const { slow, hang, crash, pause, errors, leak, delay, cut, rebalance } = form;
  if (slow) {
    checkSlow(slow, [...path, 'slow'], compiling);
    return { kind: 'slow', target: aim('slow', slow), factor: slow.factor ?? 1, addUs: slow.add ?? 0 };
  }
  if (hang) return { kind: 'hang', target: aim('hang', hang) };
  if (crash)
    return { kind: 'crash', target: aim('crash', crash), at: compileStep(crash, path, cast, compiling) };
  if (pause) return { kind: 'pause', target: aim('pause', pause) };
  if (errors) return { kind: 'errors', target: aim('errors', errors), share: errors.share };
  if (leak) return { kind: 'leak', target: aim('leak', leak), growthPerSecond: leak.growth };
  if (delay) return { kind: 'delay', target: aim('delay', delay), addUs: delay.add };
  if (cut) return { kind: 'cut', target: aim('cut', cut) };
  if (rebalance) return { kind: 'rebalance', target: aim('rebalance', rebalance) };
  return trafficHardship(form, cast);
}

function trafficHardship(form: FaultForm, { sources }: Cast): Hardship {
  const indexOf = (name: string) => sources.findIndex((source) => source.name === name);
  const { surge, silence, corrupt, duplicate } = form;
  if (surge) return { kind: 'surge', source: indexOf(surge.source), factor: surge.factor };
  if (silence) return { kind: 'silence', source: indexOf(silence.source) };
  if (corrupt) return { kind: 'corrupt', source: indexOf(corrupt.source), share: corrupt.share };
  return { kind: 'duplicate', source: indexOf(duplicate?.source ?? ''), share: duplicate?.share ?? 0 };
}

function checkSlow(slow: NonNullable<FaultForm['slow']>, path: Path, compiling: Compiling): void {
  if ((slow.factor === undefined) !== (slow.add === undefined)) return;
  refuse(
    compiling,
    path,
    'one-kind',
    'needs either `factor` or `add`',
    'write { factor: 3x } or { add: 50ms }',
  );
}

function compileStep(
  form: NonNullable<FaultForm['crash']>,
  path: Path,
  { models }: Cast,
  compiling: Compiling,
) {
  if (form.at === undefined) return undefined;
  const target = models.find((model) => model.name === form.target);
  if (target?.role !== 'decoy') {
    const says = `is about a step of an archive, but \`${form.target}\` is no decoy`;
    refuse(compiling, [...path, 'crash', 'at'], 'fault-unfit', says, 'aim at a decoy, or use `from`');
  }
  return { step: form.at.step, after: form.at.after };
}

/** Which hardships a target can suffer. */
class Targets {
  private readonly cast: Cast;
  private readonly compiling: Compiling;

  constructor(cast: Cast, compiling: Compiling) {
    this.cast = cast;
    this.compiling = compiling;
  }

  compile(form: TargetForm, kind: string, path: Path): Target {
    if (form.target === 'broker') return this.broker(form, kind, path);
    if (form.broker !== undefined) {
      this.refuse(
        [...path, 'broker'],
        `names a broker, but the target is \`${form.target}\``,
        'write target: broker',
      );
    }
    if (form.target === 'rendezvous') return this.rendezvous(form, kind, path);
    if (form.target === 'enrichment' || form.target === 'frontend')
      return this.single(form.target, form, kind, path);
    return this.model(form, kind, path);
  }

  private broker(form: TargetForm, kind: string, path: Path): Target {
    const { replication } = this.compiling.form.streams;
    const broker = form.broker ?? 0;
    if (kind !== 'crash' && kind !== 'pause') {
      this.refuse(path, 'cannot befall a broker', 'a broker can `crash` or `pause`');
    }
    if (form.replica !== undefined)
      this.refuse([...path, 'replica'], 'names a replica of a broker', 'write broker: N');
    if (form.broker === undefined || broker >= Math.max(1, replication)) {
      const found =
        form.broker === undefined ? 'names no broker' : `names broker ${broker}, which is not there`;
      const possible = replication > 1 ? `0 to ${replication - 1}` : '0';
      this.refuse(path, found, `streams.replication is ${replication}, so \`broker\` can be ${possible}`);
    }
    return { kind: 'broker', broker };
  }

  private rendezvous(form: TargetForm, kind: string, path: Path): Target {
    if (NEEDS_SERVICE.has(kind)) {
      this.refuse(
        path,
        'cannot befall the rendezvous server, which has no service time',
        'it can `pause`, `crash`, …',
      );
    }
    const { replicas } = this.compiling.form.rendezvous;
    return { kind: 'rendezvous', replica: this.replica(form, replicas, path) };
  }

  private single(name: 'enrichment' | 'frontend', form: TargetForm, kind: string, path: Path): Target {
    if (typeof form.replica === 'number')
      this.refuse([...path, 'replica'], `names a replica, but ${name} has none`, 'remove it');
    if (name === 'frontend' && (NEEDS_SERVICE.has(kind) || kind === 'rebalance')) {
      this.refuse(
        path,
        'cannot befall the front end, which neither serves nor reads',
        'it can `pause`, `crash`, `delay`, `cut`',
      );
    }
    return { kind: name };
  }

  private model(form: TargetForm, kind: string, path: Path): Target {
    const index = this.cast.models.findIndex((model) => model.name === form.target);
    const model = this.cast.models[index];
    if (model === undefined) return { kind: 'model', model: index, replica: 'all' };
    if (model.role === 'decoy') this.checkDecoy(model, kind, path);
    return { kind: 'model', model: index, replica: this.replica(form, model.replicas, path) };
  }

  private checkDecoy(model: Model, kind: string, path: Path): void {
    if (kind === 'hang' || kind === 'errors') {
      this.refuse(
        path,
        `cannot befall \`${model.name}\`, a decoy, which publishes no scores`,
        'a decoy can `crash`, `pause`, …',
      );
    }
    const isInstant = model.serviceTime.kind === 'constant' && model.serviceTime.value === 0;
    const multiplies =
      kind === 'leak' ||
      (kind === 'slow' && this.compiling.form.faults[String(path[1])]?.slow?.add === undefined);
    if (isInstant && multiplies) {
      this.refuse(
        path,
        `multiplies the service time of \`${model.name}\`, which is 0`,
        'give the decoy a serviceTime, or use slow { add }',
      );
    }
  }

  private replica(form: TargetForm, replicas: number, path: Path): number | 'all' {
    const replica = form.replica ?? 'all';
    if (replica !== 'all' && replica >= replicas) {
      const hint =
        replicas === 1
          ? 'replicas count from 0, so it is 0'
          : `replicas count from 0, so 0 to ${replicas - 1}`;
      this.refuse([...path, 'replica'], `is ${replica}, but \`${form.target}\` has ${replicas}`, hint);
    }
    return replica;
  }

  private refuse(path: Path, says: string, hint: string): void {
    refuse(this.compiling, path, 'fault-unfit', says, hint);
  }
}

const NEEDS_SERVICE = new Set(['slow', 'hang', 'errors', 'leak']);

const MOST_WINDOWS = 100_000;

function compileWindows(form: FaultForm, path: Path, length: RunLength, compiling: Compiling): Window[] {
  if (form.crash?.at !== undefined) {
    for (const key of ['from', 'every', 'times'] as const) {
      if (form[key] === undefined) continue;
      refuse(
        compiling,
        [...path, key],
        'one-kind',
        'is there although the crash comes `at` a step',
        'keep one of them',
      );
    }
    return [];
  }
  if (form.from === undefined) {
    refuse(compiling, path, 'key-missing', 'lacks `from`', 'add `from`: when it begins, such as 5m');
    return [];
  }
  if (!checkRecurrence(form, path, length, compiling)) return [];
  const windows = writtenOut(form.from, form, length.us);
  checkInside(windows, form, path, length, compiling);
  return windows;
}

function checkRecurrence(form: FaultForm, path: Path, length: RunLength, compiling: Compiling): boolean {
  const { every, times, for: lasts } = form;
  if (every === undefined) {
    if (times === undefined || times === 1) return true;
    refuse(
      compiling,
      [...path, 'times'],
      'key-missing',
      'is there without `every`',
      'add `every`: how often it comes',
    );
    return false;
  }
  if (lasts === undefined || lasts > every) {
    const says =
      lasts === undefined ? 'is there without `for`' : 'is shorter than `for`, so occurrences would overlap';
    refuse(compiling, [...path, 'every'], 'out-of-order', says, 'let each occurrence end before the next');
    return false;
  }
  if (times === undefined && !length.isExact) {
    const says = 'is there without `times`, but a run bounded by `requests` has no end known beforehand';
    refuse(compiling, [...path, 'every'], 'key-missing', says, 'add `times`, or bound the run by `duration`');
    return false;
  }
  if (times !== undefined) return true;
  const room = (length.us - (form.from ?? 0)) / every;
  // An end that is not known was told already.
  if (Number.isFinite(room) && room > MOST_WINDOWS) {
    const says = `comes more than ${MOST_WINDOWS} times`;
    refuse(compiling, [...path, 'every'], 'too-many', says, 'make it rarer');
  }
  return room <= MOST_WINDOWS;
}

/** Without `times`, as many whole occurrences as the run has room for. */
function writtenOut(from: number, form: FaultForm, endUs: number): Window[] {
  const { every, times, for: lasts } = form;
  if (lasts === undefined) return [{ fromUs: from, toUs: Infinity }];
  if (every === undefined) return [{ fromUs: from, toUs: from + lasts }];
  const room = Math.floor((endUs - from - lasts) / every) + 1;
  const count = times ?? Math.max(1, room);
  return Array.from({ length: count }, (_, index) => ({
    fromUs: from + index * every,
    toUs: from + index * every + lasts,
  }));
}

function checkInside(
  windows: readonly Window[],
  form: FaultForm,
  path: Path,
  length: RunLength,
  compiling: Compiling,
): void {
  const { us, isExact } = length;
  const begin = windows[0]?.fromUs ?? 0;
  const end = windows.at(-1)?.toUs ?? 0;
  const last = Number.isFinite(end) ? end : (windows.at(-1)?.fromUs ?? 0);
  const beginsOutside = begin >= us;
  const isInside = !(beginsOutside || last > us);
  if (isInside) return;
  const where = [...path, beginsOutside ? 'from' : form.times === undefined ? 'for' : 'times'];
  if (isExact) {
    const says = beginsOutside ? 'is' : 'makes the fault last';
    const message = `${says} beyond the end of the run at ${inWords(us)}`;
    refuse(
      compiling,
      where,
      'outside-run',
      message,
      `faults must lie inside the run, which ends at ${inWords(us)}`,
    );
    return;
  }
  const message = `${path.join('.')} goes beyond ${inWords(us)}, when the last request is to be expected`;
  compiling.report.warning({
    path: where,
    code: 'fault-late',
    message,
    hint: 'let it come earlier, or ask for more requests',
  });
}

/** A time as a person would write it. */
export function inWords(us: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['h', 3_600e6],
    ['m', 60e6],
    ['s', 1e6],
    ['ms', 1e3],
  ];
  const [unit, size] = units.find(([, unitSize]) => us >= unitSize) ?? ['us', 1];
  return `${Number((us / size).toPrecision(4))}${unit}`;
}
