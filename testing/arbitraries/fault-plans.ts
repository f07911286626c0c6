/**
 * Plans of faults: whom, what, from when, for how long. All of them heal, because a promise about every request cannot be
 * kept by a server that never comes back.
 *
 * As with policies a recipe is drawn, which is valid for any models: shrinking to fewer leaves faults with a target.
 */
import fc from 'fast-check';
import { ARCHIVE_STEPS } from '../../scenarios/scenario.ts';
import { isPlainMap, type PlainMap } from '../../scenarios/tree.ts';

export interface FaultRecipe {
  readonly kind: number;
  readonly target: number;
  readonly fromMs: number;
  readonly forMs: number;
}

const recipe: fc.Arbitrary<FaultRecipe> = fc.record({
  kind: fc.nat({ max: 99 }),
  target: fc.nat({ max: 9 }),
  fromMs: fc.constantFrom(0, 1_000, 500, 200, 1_500),
  forMs: fc.constantFrom(1_000, 500, 200, 2_000),
});

export const faultRecipes: fc.Arbitrary<readonly FaultRecipe[]> = fc.array(recipe, { maxLength: 3 });

export interface Stricken {
  readonly models: readonly (readonly [name: string, role: string])[];
  /** Names. */
  readonly sources: readonly string[];
}

/** As a scenario writes them. */
export function faultsFor(recipes: readonly FaultRecipe[], stricken: Stricken): PlainMap {
  return Object.fromEntries(recipes.map((each, nth) => [`fault-${nth + 1}`, faultOf(each, stricken)]));
}

/** A plan of faults for these models and sources. */
export function faultPlans(stricken: Stricken): fc.Arbitrary<PlainMap> {
  return faultRecipes.map((recipes) => faultsFor(recipes, stricken));
}

function faultOf(each: FaultRecipe, stricken: Stricken): PlainMap {
  const hardship = hardshipOf(each, stricken);
  const isAtStep = isPlainMap(hardship.crash) && hardship.crash.at !== undefined;
  return { ...hardship, ...(!isAtStep && { from: `${each.fromMs}ms` }), for: `${each.forMs}ms` };
}

function hardshipOf({ kind, target: nth }: FaultRecipe, { models, sources }: Stricken): PlainMap {
  const [name, role] = models[nth % models.length] ?? ['rendezvous', 'server'];
  const source = sources[nth % sources.length] ?? '';
  const ofAll = [
    { crash: { target: name } },
    { pause: { target: name } },
    { delay: { target: name, add: '50ms' } },
    { cut: { target: name } },
    { rebalance: { target: name } },
    { crash: { target: 'rendezvous' } },
    { pause: { target: 'rendezvous' } },
    { crash: { target: 'broker', broker: 0 } },
    { surge: { source, factor: '3x' } },
    { silence: { source } },
    { corrupt: { source, share: '50%' } },
    { duplicate: { source, share: '50%' } },
  ];
  const ofModels =
    role === 'decoy'
      ? ARCHIVE_STEPS.map((step) => ({ crash: { target: name, at: { step, after: 10 } } }))
      : [
          { hang: { target: name } },
          { slow: { target: name, factor: '3x' } },
          { errors: { target: name, share: '100%' } },
          { errors: { target: name, share: '50%' } },
        ];
  // What only a decoy can suffer is tried as often as all else together.
  const possible: readonly PlainMap[] =
    role === 'decoy' && kind % 2 === 1 ? ofModels : [...ofModels, ...ofAll];
  return possible[kind % possible.length] ?? {};
}
