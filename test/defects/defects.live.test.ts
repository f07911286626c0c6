/** A handful of the defects with real processes on a real broker; `npm run -s defects -- --on kafka` plays all of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findingsOf } from '../../measure/findings/findings.ts';
import { describeOn } from '../harness/brokers/providers.ts';
import { FIXTURES } from './fixtures.ts';
import { LiveTrials } from './live-trial.ts';

/** One by a policy, one by a setting, one by its traffic, and two by a component of their own. */
const HANDFUL = [
  'canary-leak',
  'commit-before-write',
  'truncated-trace',
  'size-limit-truncation',
  'truncated-timestamps',
];

await describeOn('jvm', 'a known defect on Kafka', () => {
  let trials: LiveTrials | undefined;
  beforeAll(async () => {
    trials = await LiveTrials.begin();
  });
  afterAll(() => trials?.end());

  async function namesFound(folder: string, which: 'defect' | 'sound'): Promise<readonly string[]> {
    const fixture = FIXTURES.find((each) => each.folder === folder);
    if (fixture === undefined || trials === undefined || 'not' in fixture.kafka)
      throw new RangeError(`${folder} cannot be played`);
    const { set, classes } = fixture.kafka;
    const played = await trials.play(fixture, which, set, which === 'defect' ? classes : undefined);
    return findingsOf(played.scenario, [played.measures]).map(({ name }) => name);
  }

  test.each(HANDFUL)('%s is convicted by its name alone', async (folder) => {
    const convicts = FIXTURES.find((each) => each.folder === folder)?.convicts;
    expect(await namesFound(folder, 'defect')).toEqual([convicts]);
  });

  test('has a sound twin that is convicted of nothing, although its decoy is killed as well', async () => {
    expect(await namesFound('commit-before-write', 'sound')).toEqual([]);
  });
});
