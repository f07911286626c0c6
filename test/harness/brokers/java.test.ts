/** What is said where Java or Maven is missing, without either. */
import { describe, expect, test } from 'vitest';
import { findJava, findMaven, majorOf } from '../../../harness/brokers/java.ts';
import { jvmCluster } from '../../../harness/brokers/jvm.ts';
import { jarsFolder } from '../../../harness/brokers/kafka-jars.ts';

const BARE = { PATH: '/nowhere', HOME: '/nowhere' };

describe('a machine without Java', () => {
  test('is told what to install, in a sentence', async () => {
    await expect(jvmCluster({ nodes: 1, env: BARE, say: () => undefined })).rejects.toThrow(
      /local JVM brokers: Java was not found\. Install Java 17 or newer \(Debian: apt-get install/,
    );
    expect(await findMaven(BARE)).toMatchObject({ found: 'Maven was not found' });
  });

  test('is told that JAVA_HOME leads nowhere', async () => {
    const { found } = { found: '', ...(await findJava({ ...BARE, JAVA_HOME: '/nowhere/jdk' })) };
    expect(found).toBe('JAVA_HOME has no usable /nowhere/jdk/bin/java');
  });
});

test.each([
  ['17.0.15', 17],
  ['1.8.0_412', 8],
  ['24-ea', 24],
  ['21', 21],
])('Java %s is Java %i', (version, major) => expect(majorOf(version)).toBe(major));

test('archives are cached where the user keeps caches', () => {
  expect(jarsFolder({ XDG_CACHE_HOME: '/var/caches' })).toMatch(
    /^\/var\/caches\/rendezvous-testbed\/kafka-4/,
  );
  expect(jarsFolder({ HOME: '/home/x' })).toMatch(/^\/home\/x\/\.cache\/rendezvous-testbed\/kafka-4/);
  expect(jarsFolder({ HOME: '/home/x', XDG_CACHE_HOME: 'relative' })).toMatch(/^\/home\/x\/\.cache\//);
});
