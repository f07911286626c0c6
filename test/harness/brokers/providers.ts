/**
 * Which brokers this machine can start, for tests that need some. Where a provider is missing its tests are skipped and
 * the reason is printed; but what RENDEZVOUS_REQUIRE names (`jvm,docker`) must be there, and a test says so by failing.
 */
import { describe, expect, test } from 'vitest';
import { runProgram } from '../../../harness/brokers/program.ts';
import { type Finding, surveyDocker, surveyJvm } from '../../../harness/brokers/survey.ts';

type Started = 'docker' | 'jvm';

const SURVEY: Readonly<Record<Started, () => Promise<Finding>>> = {
  docker: () => surveyDocker(process.env),
  jvm: () => surveyJvm(process.env),
};

/** Archives are fetched by a test; images are not, they may be large and their registry out of reach. */
async function reasonAgainst(provider: Started): Promise<string | undefined> {
  const { state, found } = await SURVEY[provider]();
  if (state === 'there' || (state === 'to be fetched' && provider === 'jvm')) return undefined;
  return found;
}

async function firstMissing(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const { ended } = await runProgram(program, ['version'], { timeoutMs: 5_000, env: process.env });
    if (ended !== 'well') return `${program} was not found`;
  }
  return undefined;
}

const REQUIRED = (process.env.RENDEZVOUS_REQUIRE ?? '').split(',').map((word) => word.trim());

/** `describe` where the provider and these other programs are there, or where they have to be. */
export async function describeOn(
  provider: Started,
  title: string,
  body: () => void,
  programs: readonly string[] = [],
): Promise<void> {
  const reason = (await reasonAgainst(provider)) ?? (await firstMissing(programs));
  if (reason === undefined) {
    describe(title, body);
  } else if (REQUIRED.includes(provider)) {
    test(`${title}: required here by RENDEZVOUS_REQUIRE`, () => expect.fail(reason));
  } else {
    process.stderr.write(`skipped: ${title}: ${reason}\n`);
    describe.skip(`${title} (skipped: ${reason})`, body);
  }
}
