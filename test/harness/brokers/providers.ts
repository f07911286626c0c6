/**
 * Which brokers this machine can start, for tests that need some. Where a provider is missing its tests are skipped and
 * the reason is printed; but what RENDEZVOUS_REQUIRE names (`jvm,docker`) must be there, and a test says so by failing.
 */
import { describe, expect, test } from 'vitest';
import { kafkaImage } from '../../../harness/brokers/docker.ts';
import { lookAtDocker } from '../../../harness/brokers/docker-engine.ts';
import { findJava, findMaven } from '../../../harness/brokers/java.ts';
import { jarsAreThere } from '../../../harness/brokers/kafka-jars.ts';

type Started = 'docker' | 'jvm';

const LOOKING_MS = 10_000;

const REASON: Readonly<Record<Started, () => Promise<string | undefined>>> = {
  async docker() {
    const view = await lookAtDocker(kafkaImage(process.env), process.env, LOOKING_MS);
    if ('why' in view) return view.why;
    return view.imageId === undefined ? `the image ${kafkaImage(process.env)} is not there` : undefined;
  },
  async jvm() {
    const java = await findJava(process.env);
    if ('found' in java) return java.found;
    if (jarsAreThere(process.env)) return undefined;
    const maven = await findMaven(process.env);
    return 'found' in maven ? maven.found : undefined;
  },
};

const REQUIRED = (process.env.RENDEZVOUS_REQUIRE ?? '').split(',').map((word) => word.trim());

/** `describe` where the provider is there, or where it has to be. */
export async function describeOn(provider: Started, title: string, body: () => void): Promise<void> {
  const reason = await REASON[provider]();
  if (reason === undefined) {
    describe(title, body);
  } else if (REQUIRED.includes(provider)) {
    test(`${title}: required here by RENDEZVOUS_REQUIRE`, () => expect.fail(reason));
  } else {
    process.stderr.write(`skipped: ${title}: ${reason}\n`);
    describe.skip(`${title} (skipped: ${reason})`, body);
  }
}
