/**
 * Any architecture without a defect: shipped policies and settings as they should be, with quick models and slow ones,
 * replicas, errors, cold starts, every kind of fault, and much or little traffic. A detector that fires here is wrong.
 *
 * A model may be too slow for its traffic, a server be cut off, a decoy die in the middle of writing: what is bad is not a
 * defect of the kinds that are looked for.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { findingsOf } from '../../measure/findings/findings.ts';
import { loadText } from '../../scenarios/load.ts';
import { simulate } from '../../sim/simulate.ts';

/** Sentences on what is found in the n-th of them. */
export async function findingsOfSound(n: number): Promise<readonly string[]> {
  const [text = ''] = fc.sample(soundScenario, { seed: n, numRuns: 1 });
  const { runs, diagnostics } = await loadText(text, join(import.meta.dirname, 'sound.yaml'), {
    set: [],
    env: {},
  });
  const [run] = runs;
  if (run === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    throw new Error(`number ${n} does not load: ${errors.map(({ message }) => message).join('; ')}\n${text}`);
  }
  const measures = await simulate(run.scenario, { seed: n + 1 });
  const findings = findingsOf(run.scenario, [measures]);
  return findings.map(({ name, sentence }) => `number ${n}: ${name}: ${sentence}\n${text}`);
}

const one = (...of: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...of);

const serviceTime = one(
  '1ms',
  '5ms',
  '300ms',
  '{ exponential: { mean: 15ms } }',
  '{ lognormal: { p50: 20ms, p99: 100ms } }',
  '{ lognormal: { p50: 60ms, p99: 400ms } }',
);

function model(role: string): fc.Arbitrary<string> {
  return fc
    .record({
      replicas: fc.constantFrom(1, 2, 3),
      concurrency: one('1', '4', '8', 'unlimited'),
      serviceTime,
      errors: one('0%', '0%', '1%', '20%'),
      more: one('', '', '', ', coldStart: 3s', ', batch: { max: 8, wait: 5ms, perItem: 1ms }'),
    })
    .map(
      ({ replicas, concurrency, serviceTime: time, errors, more }) =>
        `{ role: ${role}, replicas: ${replicas}, concurrency: ${concurrency}, serviceTime: ${time}, errors: ${errors}, skipExpired: true${more} }`,
    );
}

function policyOver(order: string): fc.Arbitrary<string> {
  return one(
    `{ priority: { order: ${order} } }`,
    `{ first: { of: ${order} } }`,
    `{ schedule: { steps: [ { from: 0ms, accept: [heavy] }, { from: 50ms, accept: ${order} } ] } }`,
    `{ ensemble: { of: ${order}, combine: mean } }`,
    `{ ensemble: { of: ${order}, combine: median, quorum: 1 } }`,
    '{ split: { shares: { heavy: 60%, light: 40% } } }',
    '{ adaptive: { order: [heavy, light], over: 5, rest: 20 } }',
  );
}

const when = one(
  'from: 5s, for: 50ms',
  'from: 10s, for: 5s',
  'from: 20s, for: 15s',
  'from: 5s, for: 100ms, every: 5s, times: 8',
  'from: 5s, for: 1s, every: 5s, times: 8',
  'from: 5s, for: 2s, every: 5s, times: 8',
);

const PAUSES = ['crash', 'pause', 'delay', 'cut', 'rebalance'];
const MORE: Readonly<Record<string, string>> = {
  slow: ', factor: 6x',
  leak: ', growth: 300%/m',
  errors: ', share: 50%',
  delay: ', add: 60ms',
};

function onTarget(target: string, kinds: readonly string[]): fc.Arbitrary<string> {
  return one(...kinds).map((kind) => `${kind}: { target: ${target}${MORE[kind] ?? ''} }`);
}

function hardship(models: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    ...models.map((name) => onTarget(name, [...PAUSES, 'hang', 'errors', 'slow', 'leak'])),
    onTarget('decoy', PAUSES),
    onTarget('rendezvous', PAUSES),
    onTarget('frontend', ['crash', 'pause', 'delay', 'cut']),
    one('crash', 'pause').map((kind) => `${kind}: { target: broker, broker: 0 }`),
    one(
      'corrupt: { source: callers, share: 2% }',
      'duplicate: { source: callers, share: 10% }',
      'surge: { source: callers, factor: 4x }',
      'silence: { source: callers }',
    ),
  );
}

function faultsOf(models: readonly string[]): fc.Arbitrary<string> {
  const planned = fc.tuple(hardship(models), when).map(([what, at]) => `${what}, ${at}`);
  const atStep = one('read', 'buffer', 'write', 'sync', 'commit').map(
    (step) => `crash: { target: decoy, at: { step: ${step}, after: 777 } }, for: 2s`,
  );
  return fc
    .array(fc.oneof({ arbitrary: planned, weight: 9 }, { arbitrary: atStep, weight: 1 }), { maxLength: 4 })
    .map((faults) => faults.map((fault, at) => `  f${at}: { ${fault} }\n`).join(''));
}

const soundScenario: fc.Arbitrary<string> = fc
  .constantFrom<readonly string[]>(['heavy', 'light'], ['heavy', 'middle', 'light'])
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      heavy: model('primary'),
      middle: names.includes('middle') ? model('challenger') : fc.constant('null'),
      light: model('backstop'),
      shadow: fc
        .tuple(serviceTime, fc.boolean())
        .map(([time, skips]) => `serviceTime: ${time}, skipExpired: ${skips}`),
      policy: policyOver(`[${names.join(', ')}]`),
      faults: faultsOf(names),
      rate: fc.constantFrom(5, 20, 100, 200),
      deadlineMs: fc.constantFrom(100, 250, 800),
      spacing: one('poisson', 'regular'),
      payload: one('1KB', '{ lognormal: { p50: 1KB, p99: 20KB } }'),
      archive: one('every: 1, atMost: 1s', 'every: 50, atMost: 100ms', 'every: 300, atMost: 1s'),
      retention: one('24h', '5s'),
      delays: one('local', 'ideal', '{ append: 1ms, fetch: { exponential: { mean: 10ms } } }'),
      replicas: fc.constantFrom(1, 1, 2),
      enrichment: one(
        'null',
        'null',
        '{ serviceTime: 2ms, concurrency: 8, errors: 5%, onError: drop }',
        '{ serviceTime: 2ms, concurrency: 8, errors: 5%, onError: pass }',
      ),
    }),
  )
  .map(
    (of) => `extends: base.yaml
vars: { rate: ${of.rate}/s, deadline: ${of.deadlineMs}ms }
enrichment: ${of.enrichment}
traffic: { callers: { arrivals: { rate: "\${rate}", spacing: ${of.spacing} }, payload: ${of.payload} } }
models:
  heavy: ${of.heavy}
  middle: ${of.middle}
  light: ${of.light}
  shadow: { role: shadow, concurrency: 8, ${of.shadow} }
  decoy: { role: decoy, archive: { commit: afterWrite, ${of.archive} } }
streams: { retention: ${of.retention}, delays: ${of.delays} }
rendezvous: { replicas: ${of.replicas}, policy: ${of.policy} }
${of.faults === '' ? '' : `faults:\n${of.faults}`}`,
  );
