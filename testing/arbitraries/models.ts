/** Models: a primary always, then others of any role, decoys and canaries too. */
import fc from 'fast-check';
import { isPlainMap, type Plain, type PlainMap } from '../../scenarios/tree.ts';
import { serviceTime, share } from './quantities.ts';

const NAMES = ['heavy', 'light', 'third', 'fourth', 'fifth'] as const;

/** How a model behaves; what differs from the defaults. */
const behaviour: fc.Arbitrary<PlainMap> = fc
  .record({
    serviceTime,
    concurrency: fc.constantFrom<Plain[]>('unlimited', 1, 4),
    replicas: fc.constantFrom(1, 1, 2),
    errors: fc.oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: fc.constant('0%') },
      { weight: 1, arbitrary: share },
    ),
    skipExpired: fc.constantFrom(false, false, true),
  })
  .map(({ errors, replicas, skipExpired, ...of }) => ({
    ...of,
    ...(replicas > 1 && { replicas }),
    ...(errors !== '0%' && { errors }),
    ...(skipExpired && { skipExpired }),
  }));

const archive: fc.Arbitrary<PlainMap> = fc.record({
  every: fc.constantFrom(100, 1, 7),
  atMost: fc.constantFrom('1s', '50ms'),
});

function modelOf(role: string): fc.Arbitrary<PlainMap> {
  if (role === 'decoy') return archive.map((of) => ({ role, archive: of }));
  return behaviour.map((of) => ({ role, ...of, score: { of: 'amount' } }));
}

const otherRole = fc.constantFrom('backstop', 'challenger', 'shadow', 'canary', 'decoy');

/** By name; the first is a primary. */
export function models({ most = 4 } = {}): fc.Arbitrary<PlainMap> {
  const others = fc.array(otherRole.chain(modelOf), { maxLength: most - 1 });
  return fc
    .tuple(modelOf('primary'), others)
    .map(([first, rest]) => Object.fromEntries([first, ...rest].map((model, nth) => [NAMES[nth], model])));
}

/** The same models with the same roles, as fast, as many and as sound as chance has it. */
export function modelsAround(base: Plain | undefined): fc.Arbitrary<PlainMap> {
  const given = isPlainMap(base) ? Object.entries(base) : [];
  return fc.tuple(...given.map(() => behaviour)).map((drawn) =>
    Object.fromEntries(
      given.map(([name, model], nth): [string, Plain] => {
        if (!isPlainMap(model) || model.role === 'decoy') return [name, model];
        const { role, score, version, monitor } = model;
        const kept = { role: role ?? null, ...(score && { score }), ...(version && { version }) };
        return [name, { ...kept, ...(monitor && { monitor }), ...drawn[nth] }];
      }),
    ),
  );
}

export function rolesOf(models: PlainMap): readonly (readonly [name: string, role: string])[] {
  return Object.entries(models).map(([name, model]) => {
    const role = isPlainMap(model) && typeof model.role === 'string' ? model.role : 'shadow';
    return [name, role] as const;
  });
}
