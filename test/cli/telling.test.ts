import { describe, expect, test } from 'vitest';
import { fileProblem, Problem } from '../../cli/problem.ts';
import { tell } from '../../cli/telling.ts';
import { BrokerSettingsError } from '../../harness/brokers/settings-error.ts';
import { BrokersUnavailable } from '../../harness/brokers/unavailable.ts';
import { KafkaProblem } from '../../harness/kafka/kafka-problem.ts';
import { RecordingChannel } from './recording-shell.ts';

function told(error: unknown, env: Record<string, string> = {}) {
  const stderr = new RecordingChannel();
  const status = tell({ stdout: new RecordingChannel(), stderr, env, words: [] }, error);
  return { status, text: stderr.text };
}

describe('an error', () => {
  test('that the user can mend is one sentence, with its own status', () => {
    expect(told(new Problem('there is no such thing', 4))).toEqual({
      status: 4,
      text: 'rendezvous: there is no such thing\n',
    });
  });

  test.each([
    ['ENOSPC', 'cannot write out/result.json: the disk is full'],
    ['EACCES', 'cannot write out/result.json: permission is denied'],
    ['EISDIR', 'cannot write out/result.json: it is a folder, not a file'],
    ['EWEIRD', 'cannot write out/result.json: the system says EWEIRD'],
  ])('of the file system, %s, says what could not be done and why', (code, sentence) => {
    const error = Object.assign(new Error(code), { code, syscall: 'write' });
    expect(told(fileProblem('write', 'out/result.json', error))).toEqual({
      status: 2,
      text: `rendezvous: ${sentence}\n`,
    });
  });

  test('about brokers that cannot be had or used is status 5, about brokers that cannot be meant status 2', () => {
    const lack = { provider: 'jvm', found: 'Java was not found', remedy: 'Install Java' } as const;
    expect(told(new BrokersUnavailable(lack))).toEqual({
      status: 5,
      text: 'rendezvous: no Kafka brokers can be had\n  local JVM brokers: Java was not found. Install Java\n',
    });
    expect(told(new KafkaProblem('noTopic', 'cannot read the topic in: it is gone'))).toEqual({
      status: 5,
      text: 'rendezvous: cannot read the topic in: it is gone\n',
    });
    expect(told(new BrokerSettingsError('here has no port'))).toEqual({
      status: 2,
      text: 'rendezvous: here has no port\n',
    });
  });

  test('that nobody foresaw is a defect of ours, status 70, without a stack trace', () => {
    const { status, text } = told(fileProblem('write', 'x', new Error('stages do not add up')));
    expect(status).toBe(70);
    expect(text).toContain(
      'this is a defect of rendezvous-testbed, not of your scenario: stages do not add up',
    );
    expect(text).not.toMatch(/^\s+at /m);
  });

  test('shows where it comes from only when asked', () => {
    expect(told(new Error('x'), { RENDEZVOUS_DEBUG: '1' }).text).toMatch(/^\s+at /m);
    expect(told('not even an error', { RENDEZVOUS_DEBUG: '1' }).text).toContain('not even an error');
  });
});
