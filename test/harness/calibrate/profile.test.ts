/** A profile as it is written is one that a scenario can use. */
import { expect, test } from 'vitest';
import { profileOf } from '../../../harness/calibrate/profile.ts';
import { readProfile } from '../../../scenarios/delay-profiles.ts';

const TIMES = new Map([
  ['append.input', Float64Array.of(1_000, 2_000, 9_000)],
  ['fetch.model', Float64Array.of(500, 1_500, 4_000)],
] as const);

test('a written profile is read again, with the correlation of the run under load', () => {
  const written = profileOf({
    name: 'ours',
    load: { perSecond: 100, times: TIMES, correlation: 0.3749 },
    idle: { perSecond: 10, times: TIMES, correlation: 0.081 },
    groups: {
      joinMs: 1,
      rebalanceMs: 80,
      takeOverMs: 3,
      sessionTimeoutMs: 1_000,
      heartbeatMs: 300,
      commitMs: 4,
    },
    leaderTakeOverMs: 1_700,
    provenance: {},
  });
  expect(written).toMatchObject({ correlation: '37%', measured: { idle: { correlation: '8%' } } });
  expect(readProfile(JSON.stringify(written))).toMatchObject({
    name: 'ours',
    correlation: 0.37,
    rebalanceUs: 80_000,
  });
});
