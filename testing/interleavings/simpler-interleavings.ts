/**
 * What is simpler than an interleaving, the simplest first: fewer requests, fewer steps, a request that is read when it was
 * meant to arrive, rounder instants.
 *
 * Everything that is given is a valid interleaving again, and strictly simpler, so that shrinking ends. An instant is the
 * simpler the fewer digits it has: 100 ms before 97 ms.
 */
import { type Interleaving, inOrder, type Step } from './interleaving.ts';

export function* simplerInterleavings(of: Interleaving): Generator<Interleaving, undefined> {
  yield* withoutARequest(of);
  yield* withoutAStep(of);
  yield* withRounderRequests(of);
  yield* withRounderSteps(of);
}

function* withoutARequest({ requests, steps }: Interleaving): Generator<Interleaving> {
  if (requests.length < 2) return;
  for (const gone of requests.keys())
    yield {
      requests: requests.filter((_, nth) => nth !== gone),
      steps: steps
        .filter(({ request }) => request !== gone)
        .map((step) => (step.request > gone ? { ...step, request: step.request - 1 } : step)),
    };
}

function* withoutAStep({ requests, steps }: Interleaving): Generator<Interleaving> {
  for (const [at, step] of steps.entries()) {
    const isOnlyReading =
      step.says === 'request' &&
      steps.filter(({ request, says }) => request === step.request && says === 'request').length === 1;
    if (!isOnlyReading) yield { requests, steps: steps.filter((_, nth) => nth !== at) };
  }
}

function* withRounderRequests({ requests, steps }: Interleaving): Generator<Interleaving> {
  for (const [nth, { intendedUs, draw }] of requests.entries()) {
    const changed = (change: { intendedUs?: number; draw?: number }) =>
      requests.map((each, at) => (at === nth ? { ...each, ...change } : each));
    for (const rounderUs of rounder(intendedUs, 0)) {
      const earlierUs = intendedUs - rounderUs;
      if (earlierUs < 0) continue;
      const moved = steps.map((step) =>
        step.request === nth ? { ...step, atUs: step.atUs - earlierUs } : step,
      );
      yield { requests: changed({ intendedUs: rounderUs }), steps: inOrder(moved) };
    }
    for (const simple of [0, 0.5]) if (simple < draw) yield { requests: changed({ draw: simple }), steps };
  }
}

function* withRounderSteps({ requests, steps }: Interleaving): Generator<Interleaving> {
  for (const [at, step] of steps.entries()) {
    const intendedUs = requests[step.request]?.intendedUs ?? 0;
    for (const rounderUs of rounder(step.atUs - intendedUs, 0))
      yield { requests, steps: inOrder(replaced(steps, at, { ...step, atUs: intendedUs + rounderUs })) };
  }
}

function replaced(steps: readonly Step[], at: number, step: Step): Step[] {
  return steps.map((each, nth) => (nth === at ? step : each));
}

/** Rounder numbers near this one, from `least` on, the roundest first. */
export function rounder(value: number, least: number): number[] {
  const found = new Set<number>();
  for (let unit = 1_000_000_000; unit >= 10; unit /= 10)
    for (const near of [Math.floor(value / unit) * unit, Math.ceil(value / unit) * unit])
      if (near >= least && weight(near) < weight(value)) found.add(near);
  return [...found].filter((near) => near <= 2 * value).sort((a, b) => weight(a) - weight(b) || a - b);
}

/** Significant digits first, then size; 0 is the lightest. */
function weight(value: number): number {
  if (value === 0) return 0;
  const digits = String(Math.round(value));
  return 100 * digits.replace(/0+$/, '').length + digits.length + Number(digits[0]) / 10;
}
