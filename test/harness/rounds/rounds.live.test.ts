/** A dozen fault rounds on real Kafka; `node scripts/fault-rounds.ts` runs all of them, and more. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LiveHome } from '../../cli/live-command.ts';
import { writeScenario } from '../../cli/tiny-scenarios.ts';
import { describeOn } from '../brokers/providers.ts';
import { complaints, ROUNDS, scenarioOf } from './round.ts';

/** One of each kind, and none that the conformance suite has. */
const DOZEN = [
  'enrichment is killed',
  'heavy is cut off',
  'heavy is far away',
  'canary stands still for sessions',
  'rendezvous stands still',
  'rendezvous is cut off for sessions',
  'the group of rendezvous rebalances',
  'the front end is killed',
  'the front end is cut off',
  'the decoy that commits first is killed at any time',
  'a broker of three is killed',
  'a broker of three stands still',
];

await describeOn('jvm', 'a fault round', () => {
  let home: LiveHome;
  beforeEach(() => {
    home = new LiveHome();
  });
  afterEach(() => home.close());

  test.each(ROUNDS.filter(({ name }) => DOZEN.includes(name)))(
    'in which $name ends with every request accounted for and nothing left behind',
    async (round) => {
      const file = writeScenario(home.folder, 'round.json', JSON.stringify(scenarioOf(round, 1)));
      const where = ['--on', 'kafka', '--broker-provider', 'jvm', '--report', 'none', '--out', 'out'];
      const { stdout, stderr } = await home.run('run', file, ...where);
      expect(complaints(round, home.result('out')), `${stdout}\n${stderr}`).toEqual([]);
      expect(home.remains()).toEqual([]);
    },
  );

  test('is there for each of the dozen', () => {
    const names = ROUNDS.map(({ name }) => name);
    expect(DOZEN.filter((name) => !names.includes(name))).toEqual([]);
  });
});
