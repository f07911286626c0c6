/**
 * Holds every property against all shipped policies: a million interleavings of each property that looks at a policy alone,
 * over policies with drawn parameters, and ten thousand drawn scenarios with faults, each looked at by all properties.
 *
 *   node scripts/policy-properties.ts [--interleavings N] [--scenarios N] [--seed N]
 *
 * Ends with status 1 and the counterexample at the first violation. Continuous integration runs a smaller one, with a fixed
 * seed (test/testing/policy-properties.slow.test.ts).
 */
import process from 'node:process';
import fc from 'fast-check';
import { check, PROPERTIES, type Property, scenarios } from '../testing/index.ts';
import { owes } from '../testing/properties/index.ts';
import { type Subject, subjectOf } from '../testing/subjects/subject.ts';
import { optionsOf } from './options.ts';

/** Policies with drawn parameters; each gets its part of the interleavings. */
const POLICIES = 100;
const SAID_EVERY = 1_000;
const FOLDER = process.cwd();

export interface Effort {
  readonly interleavings: number;
  readonly scenarios: number;
  readonly seed: number;
}

/** What was done, for whoever prints it; throws at the first violation. */
export async function holdProperties(
  { interleavings, scenarios: runs, seed }: Effort,
  say: (line: string) => void,
): Promise<void> {
  const subjects = await drawnSubjects(seed);
  const each = Math.ceil(interleavings / subjects.length);
  for (const property of PROPERTIES.filter(({ alone }) => alone !== undefined)) {
    const owing = subjects.filter(({ policy }) => owes(policy, property));
    const share = Math.ceil((each * subjects.length) / owing.length);
    for (const subject of owing) await check(property, subject, { seed, interleavings: share, scenarios: 0 });
    say(`${owing.length * share} interleavings, ${owing.length} policies: ${property.sentence}`);
  }
  const [subject] = subjects;
  if (subject === undefined) return;
  await check(everything(runs, say), subject, { seed, scenarios: runs }, { drawn: scenarios() });
  say(`${runs} scenarios: all properties of runs`);
}

/** Subjects whose policies are all of the language's, over one to four models. */
async function drawnSubjects(seed: number): Promise<Subject[]> {
  const drawn = fc.sample(scenarios(), { seed, numRuns: POLICIES });
  const subjects: Subject[] = [];
  for (const plain of drawn) subjects.push(await subjectOf(plain, FOLDER));
  return subjects;
}

/** All properties of runs that the run's policy owes. Says now and then how far it has come. */
function everything(runs: number, say: (line: string) => void): Property {
  let seen = 0;
  return {
    name: 'everything',
    sentence: 'every property holds in every run',
    async inRun(run) {
      if (++seen % SAID_EVERY === 0) say(`${seen} of ${runs} scenarios`);
      for (const property of PROPERTIES.filter((each) => owes(run.policy, each))) {
        const breach = await property.inRun?.(run);
        if (breach !== undefined) return { ...breach, but: `"${property.sentence}": ${breach.but}` };
      }
      return undefined;
    },
  };
}

function effortAsked(): Effort {
  const { values } = optionsOf({
    options: {
      interleavings: { type: 'string', default: '1000000' },
      scenarios: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  });
  return {
    interleavings: Number(values.interleavings),
    scenarios: Number(values.scenarios),
    seed: Number(values.seed),
  };
}

if (import.meta.main) {
  try {
    await holdProperties(effortAsked(), (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
