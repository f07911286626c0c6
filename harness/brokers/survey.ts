/**
 * What each provider of brokers finds on this machine: there, to be fetched first, or missing, with how to get it. It asks
 * in the same places as those who start brokers. Nothing is started, and every look has a bound.
 */
import type { Access } from '../kafka/access.ts';
import type { BrokerProvider, Environment } from './cluster.ts';
import { dockerLack, kafkaImage } from './docker.ts';
import { lookAtDocker } from './docker-engine.ts';
import { externalCluster } from './external.ts';
import { findJava, findMaven } from './java.ts';
import { jarsAreThere, KAFKA_VERSION } from './kafka-jars.ts';
import { lackOf } from './unavailable.ts';

export interface Finding {
  readonly provider: BrokerProvider;
  readonly state: 'there' | 'to be fetched' | 'missing';
  /** Versions of what is there, or what is not. */
  readonly found: string;
  /** What the user can do; only where something is missing. */
  readonly remedy?: string;
}

const LOOKING_MS = 5_000;

export async function surveyExternal(bootstrap: readonly string[], access: Access): Promise<Finding> {
  try {
    const { facts } = await externalCluster(bootstrap, access);
    const answer = facts.nodes === 1 ? '1 broker answers' : `${facts.nodes} brokers answer`;
    const found = `${answer}${facts.security ? ` (${facts.security})` : ''}`;
    return { provider: 'external', state: 'there', found };
  } catch (error) {
    return { ...lackOf('external', error), state: 'missing' };
  }
}

export async function surveyDocker(env: Environment): Promise<Finding> {
  const image = kafkaImage(env);
  const view = await lookAtDocker(image, env, LOOKING_MS);
  if ('why' in view) return { ...dockerLack(view.why), state: 'missing' };
  const engine = `engine ${view.version}`;
  if (view.imageId === undefined) {
    return {
      provider: 'docker',
      state: 'to be fetched',
      found: `${engine}; the image ${image} will be pulled`,
    };
  }
  return { provider: 'docker', state: 'there', found: `${engine}, image ${image}` };
}

export async function surveyJvm(env: Environment): Promise<Finding> {
  const [java, maven] = await Promise.all([findJava(env), findMaven(env)]);
  if ('found' in java) return { provider: 'jvm', state: 'missing', ...java };
  const kafka = `Kafka ${KAFKA_VERSION}`;
  if (jarsAreThere(env)) {
    return { provider: 'jvm', state: 'there', found: `Java ${java.version}, ${kafka} in the cache` };
  }
  if ('found' in maven) {
    const found = `Java ${java.version}, but ${maven.found}, which fetches ${kafka} once`;
    return { provider: 'jvm', state: 'missing', found, remedy: maven.remedy };
  }
  const found = `Java ${java.version}; Maven ${maven.version} will fetch ${kafka} (45 MB, once)`;
  return { provider: 'jvm', state: 'to be fetched', found };
}
