/** How brokers are named, and what is said about names that are none. */
import { describe, expect, test } from 'vitest';
import { brokerAddresses } from '../../../harness/brokers/addresses.ts';

describe('addresses of brokers', () => {
  test('are read in their order, each once, whatever stands around the commas', () => {
    expect(brokerAddresses('b1.example:9092, 10.0.0.7:19092,b1.example:9092,[::1]:9093')).toEqual([
      'b1.example:9092',
      '10.0.0.7:19092',
      '[::1]:9093',
    ]);
  });

  test.each([
    ['', 'one between the commas is empty'],
    ['localhost', 'localhost has no port, such as :9092'],
    ['localhost:', 'localhost: is neither HOST:PORT nor [IPv6]:PORT'],
    ['::1:9092', '::1:9092 is neither HOST:PORT nor [IPv6]:PORT'],
    ['localhost:0', 'the port of localhost:0 must be from 1 to 65535'],
    ['localhost:70000', 'the port of localhost:70000 must be from 1 to 65535'],
    ['kafka://localhost:9092', 'kafka://localhost:9092 has a scheme, which is not part of it'],
    ['a b:9092', 'a b:9092 is neither HOST:PORT nor [IPv6]:PORT'],
  ])('%j is refused with what is wrong', (text, complaint) => {
    expect(() => brokerAddresses(text)).toThrow(
      `brokers must be HOST:PORT, separated by commas: ${complaint}`,
    );
  });

  test('that are wrong are all named at once', () => {
    expect(() => brokerAddresses('one,two:0,three:9092')).toThrow(
      'one has no port, such as :9092; the port of two:0 must be from 1 to 65535',
    );
  });
});
