/** What cannot be done on real Kafka is refused by name, before anything starts; what is for one host is told apart. */
import { describe, expect, test } from 'vitest';
import { plannedOccurrences } from '../../../harness/faults/occurrence.ts';
import { brokersNeeded, refuseWhatCannotBeDone, remarksOnFaults } from '../../../harness/faults/refusals.ts';
import { scenarioFrom } from '../scenario-from.ts';

const OURS = { areForeign: false, remote: [] };
const FOREIGN = { areForeign: true, remote: [] };

describe('before a run on Kafka', () => {
  test('faults of brokers are refused by name where the brokers are the user’s', async () => {
    const scenario = await scenarioFrom({
      faults: {
        killed: { crash: { target: 'broker', broker: 0 }, from: '1s', for: '1s' },
        stopped: { pause: { target: 'broker', broker: 0 }, from: '3s', for: '1s' },
      },
    });
    expect(() => refuseWhatCannotBeDone(scenario, FOREIGN)).toThrow(
      /this cannot run on Kafka: the fault "killed" is about a broker.*; the fault "stopped" is about/,
    );
    expect(() => refuseWhatCannotBeDone(scenario, OURS)).not.toThrow();
  });

  test('a fault that is for the simulator only is not refused but left out, and that is said', async () => {
    const scenario = await scenarioFrom({
      faults: { killed: { crash: { target: 'broker', broker: 0 }, from: '1s', for: '1s', only: 'sim' } },
    });
    expect(() => refuseWhatCannotBeDone(scenario, FOREIGN)).not.toThrow();
    expect(plannedOccurrences(scenario)).toEqual([]);
    expect(remarksOnFaults(scenario)).toEqual([
      'The fault "killed" is marked only: sim and was not done on Kafka.',
    ]);
  });

  test('more replicas than brokers that we start are refused, but left to the brokers of the user', async () => {
    const scenario = await scenarioFrom({ streams: { partitions: 1, replication: 5 } });
    expect(() => refuseWhatCannotBeDone(scenario, OURS)).toThrow(
      'streams.replication is 5, but at most 3 brokers are started',
    );
    expect(() => refuseWhatCannotBeDone(scenario, FOREIGN)).not.toThrow();
  });

  test('faults that are done from outside are refused by name for who plays on another machine, and no others', async () => {
    const scenario = await scenarioFrom({
      models: { only: { role: 'primary', serviceTime: '5ms', replicas: 2 } },
      faults: {
        killed: { crash: { target: 'only', replica: 1 }, from: '1s', for: '1s' },
        cut: { cut: { target: 'only' }, from: '3s', for: '1s' },
        slow: { slow: { target: 'only', factor: '2x' }, from: '1s', for: '1s' },
        shuffled: { rebalance: { target: 'only' }, from: '1s' },
      },
    });
    const refusing = (...remote: readonly string[]) => {
      return () => refuseWhatCannotBeDone(scenario, { areForeign: true, remote });
    };
    expect(refusing('only-1')).toThrow(
      /^this cannot run on Kafka: the fault "killed" \(crash\) is done from outside to only-1, .*; the fault "cut" \(cut\) is done from outside to only-1, [^"]*$/,
    );
    expect(refusing('only-0')).not.toThrow(/killed/);
    expect(refusing('rendezvous-0')).not.toThrow();
  });

  test('roles on other machines are refused that there are not, that stay here, or that cannot reach the brokers', async () => {
    const scenario = await scenarioFrom({});
    const refusing = (areForeign: boolean, ...remote: readonly string[]) => {
      return () => refuseWhatCannotBeDone(scenario, { areForeign, remote });
    };
    expect(refusing(true, 'only-7')).toThrow(
      'there is no role "only-7" to be played elsewhere; there are frontend, only-0, rendezvous-0',
    );
    expect(refusing(true, 'frontend')).toThrow('the front end is played here');
    expect(refusing(false, 'only-0')).toThrow('name yours by --brokers');
  });

  test('three brokers are asked for where topics are replicated, else one', async () => {
    expect(brokersNeeded(await scenarioFrom({}))).toBe(1);
    expect(brokersNeeded(await scenarioFrom({ streams: { partitions: 1, replication: 2 } }))).toBe(3);
  });

  test('every occurrence of a fault from outside is planned, in order of time, and none that roles do themselves', async () => {
    const scenario = await scenarioFrom({
      faults: {
        late: { pause: { target: 'only' }, from: '4s', for: '1s' },
        slow: { slow: { target: 'only', factor: '2x' }, from: '1s', for: '1s' },
        again: { crash: { target: 'only' }, from: '1s', for: '500ms', every: '2s', times: 2 },
      },
    });
    const planned = plannedOccurrences(scenario).map(({ fault, fromUs, toUs }) => [fault, fromUs, toUs]);
    expect(planned).toEqual([
      [2, 1_000_000, 1_500_000],
      [2, 3_000_000, 3_500_000],
      [0, 4_000_000, 5_000_000],
    ]);
  });
});
