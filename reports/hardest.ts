/**
 * Where a run was hardest: the minute, or in a short run the second, with the least share of answers on time. Where all
 * were on time it is the one with the least share of answers by the first choice; where all were that, the step whose p99
 * was highest.
 */
import type { RunResult } from '../measure/result.ts';
import { duration, milliseconds, share } from './numbers.ts';
import { printable, shortened } from './plain-text.ts';
import { counted } from './sentences.ts';

export interface Hardest {
  readonly fromMs: number;
  readonly toMs: number;
  /** What was hard about it, with its figure. */
  readonly words: string;
}

/** Undefined where nothing was answered after the warm-up. */
export function hardestOf(result: RunResult): Hardest | undefined {
  return leastOnTime(result) ?? leastPreferred(result) ?? highestP99(result);
}

function leastOnTime({ timeliness: { worstMinute, worstSecond } }: RunResult): Hardest | undefined {
  const worst = worstMinute ?? worstSecond;
  if (worst === null || worst.share >= 1) return undefined;
  const { fromMs, toMs } = worst;
  return { fromMs, toMs, words: `${share(worst.share)} of ${counted(worst.n, 'request')} on time` };
}

function leastPreferred(result: RunResult): Hardest | undefined {
  const { series, timeliness } = result;
  const { stepMs, offered, outcomes } = series;
  const steps = Math.max(1, Math.round((timeliness.worstMinute === null ? 1000 : 60_000) / stepMs));
  let hardest: (Hardest & { readonly part: number }) | undefined;
  for (const from of windowsOf(result, steps)) {
    const n = total(offered, from, steps);
    const part = total(outcomes.preferred, from, steps) / n;
    if (n === 0 || part >= (hardest?.part ?? 1)) continue;
    const words = `all on time, ${share(part)} of ${counted(n, 'request')} by the first choice`;
    hardest = { fromMs: from * stepMs, toMs: (from + steps) * stepMs, words, part };
  }
  return hardest;
}

/** First steps of the whole windows of so many steps, after the warm-up and before the drain. */
function windowsOf({ series: { stepMs }, time }: RunResult, steps: number): number[] {
  const first = Math.ceil(time.warmupMs / (steps * stepMs));
  const end = Math.floor(time.trafficMs / (steps * stepMs));
  return Array.from({ length: Math.max(0, end - first) }, (_, nth) => (first + nth) * steps);
}

function total(counts: readonly number[], from: number, steps: number): number {
  return counts.slice(from, from + steps).reduce((sum, n) => sum + n, 0);
}

function highestP99({ series: { stepMs, p99Ms }, time }: RunResult): Hardest | undefined {
  const known = p99Ms.flatMap((value, step) =>
    value === null || step * stepMs < time.warmupMs ? [] : [{ value, step }],
  );
  const [first, ...rest] = known;
  if (first === undefined) return undefined;
  const { value, step } = rest.reduce((most, each) => (each.value > most.value ? each : most), first);
  const words = `all on time by the first choice, p99 ${milliseconds(value)}`;
  return { fromMs: step * stepMs, toMs: (step + 1) * stepMs, words };
}

/** When it was, what was hard about it, and in which faults it lies. */
export function hardestSentence({ faults }: RunResult, { fromMs, toMs, words }: Hardest): string {
  const inside = Object.entries(faults)
    .filter(([, { windows }]) => windows.some((window) => window.fromMs < toMs && window.toMs > fromMs))
    .map(([name]) => shortened(printable(name), 40));
  const where = inside.length === 0 ? 'outside every fault' : `within ${inside.join(', ')}`;
  const said = Object.keys(faults).length === 0 ? '' : `, ${where}`;
  return `Hardest from ${duration(fromMs)} to ${duration(toMs)}: ${words}${said}.`;
}
