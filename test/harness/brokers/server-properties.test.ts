/** The settings of brokers that we start, as text and as an environment. */
import { describe, expect, test } from 'vitest';
import {
  localProperties,
  propertiesEnvironment,
  propertiesText,
  sharedProperties,
} from '../../../harness/brokers/server-properties.ts';

const NODES = [1, 2, 3].map((id) => ({ id, clientPort: 20_000 + id, controllerPort: 21_000 + id }));

describe('properties of a broker', () => {
  test('make each of three nodes a voter that knows the others and listens to this machine alone', () => {
    const [, second] = NODES;
    const text = second === undefined ? '' : propertiesText(localProperties(second, NODES, '/data/2'));
    expect(text).toContain('node.id=2\n');
    expect(text).toContain(
      'controller.quorum.voters=1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003\n',
    );
    expect(text).toContain('listeners=PLAINTEXT://127.0.0.1:20002,CONTROLLER://127.0.0.1:21002\n');
    expect(text).not.toMatch(/0\.0\.0\.0|:\/\/:/);
  });

  test.each([
    [1, 1, 1],
    [3, 3, 2],
  ])('of a cluster of %i keep %i copies, %i of them in sync', (nodes, copies, inSync) => {
    expect(sharedProperties(nodes)).toMatchObject({
      'default.replication.factor': copies,
      'min.insync.replicas': inSync,
      'offsets.topic.replication.factor': copies,
      'transaction.state.log.min.isr': inSync,
    });
  });

  test('say that sessions of a second are allowed and that topics are not made by accident', () => {
    expect(sharedProperties(1)).toMatchObject({
      'group.min.session.timeout.ms': 1_000,
      'auto.create.topics.enable': false,
    });
  });

  test('survive what a .properties file reads otherwise', () => {
    expect(propertiesText({ path: 'C:\\kafka\\Prüfung', lead: ' x' })).toBe(
      'path=C:\\\\kafka\\\\Pr\\u00fcfung\nlead=\\ x\n',
    );
  });

  test('are named for an image as the image reads them', () => {
    expect(propertiesEnvironment({ 'broker.session.timeout.ms': 1_500, 'a_b-c.d': true })).toEqual({
      KAFKA_BROKER_SESSION_TIMEOUT_MS: '1500',
      KAFKA_A__B___C_D: 'true',
    });
  });
});
