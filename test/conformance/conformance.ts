/**
 * One suite, two hosts. Every promise here is kept by the simulator and by real processes on a real broker: if both
 * pass, what is simulated may be trusted to be what runs. Figures are those that chance and speed do not touch: counts of
 * outcomes, of records, of copies. A promise that only one host can keep says why.
 */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../measure/result.ts';
import type { ScenarioInput } from '../../scenarios/input-schema.ts';
import { otherwiseInvalid } from '../harness/conduct/invalid.ts';
import { type Host, runOn } from './host.ts';
import { crashingDecoy, DECISION_MS, EVERY, HEAVY, LIGHT, REQUESTS, scene } from './scenes.ts';

/** What the order of commits costs when a decoy is killed before a step for its 45th record, ten written at a time. */
const CRASH_TABLE = [
  ['afterWrite', 'write', 0, 0],
  ['afterWrite', 'sync', 0, EVERY],
  ['afterWrite', 'commit', 0, EVERY],
  ['beforeWrite', 'commit', 0, 0],
  ['beforeWrite', 'write', EVERY, 0],
] as const;

export function conformance(host: Host): void {
  /** Each scenario runs once; several promises are read off its result. */
  function running(scenario: ScenarioInput, promises: (result: () => RunResult) => void): void {
    describe(`${scenario.name}`, () => {
      let result: RunResult | undefined;
      const known = (): RunResult => {
        if (result === undefined) throw new Error(`${scenario.name} has not run`);
        return result;
      };
      test('runs, and every request that was offered is decided', async () => {
        result = await runOn(host, scenario);
        const { offered, measured, undecided } = result.requests;
        expect([result.complete, offered, measured, undecided]).toEqual([true, REQUESTS, REQUESTS, 0]);
        expect(otherwiseInvalid(result)).toEqual([]);
      });
      promises(known);
    });
  }

  describe(`on ${host.name}`, () => {
    running(
      scene('quiet', {
        models: {
          heavy: { ...HEAVY, replicas: 2 },
          light: LIGHT,
          shadow: { role: 'shadow', serviceTime: '2ms', concurrency: 8 },
          canary: { role: 'canary', serviceTime: '2ms', concurrency: 8 },
          decoy: { role: 'decoy', archive: { every: EVERY, atMost: '200ms' } },
        },
      }),
      (result) => {
        test('the first choice answers every request, in time and once', () => {
          expect(result().outcomes.preferred).toBe(REQUESTS);
          const { duplicates, conflictingDuplicates, wrongRecipient, forbidden } = result().anomalies;
          expect([duplicates, conflictingDuplicates, wrongRecipient, forbidden]).toEqual([0, 0, 0, 0]);
        });
        test('every model scores every request, also those that are never answered from', () => {
          const scored = Object.values(result().models).map((model) => model.scored);
          expect(scored).toEqual([REQUESTS, REQUESTS, REQUESTS, REQUESTS]);
          expect([result().models.canary?.answered, result().models.shadow?.answered]).toEqual([0, 0]);
        });
        test('the decoy archives every input, once and in order', () => {
          expect(result().decoys.decoy).toMatchObject({
            verdict: 'complete',
            expected: REQUESTS,
            archived: REQUESTS,
            duplicates: 0,
            inversions: 0,
            spurious: 0,
            fidelity: 1,
          });
        });
        test('no mailbox stays open', () => {
          expect(result().decisions.mailboxes.openAtEnd).toBe(0);
        });
      },
    );

    running(
      scene('hung-primary', { faults: { hung: { hang: { target: 'heavy' }, from: '1s', for: '2s' } } }),
      (result) => {
        test('what a model swallows is never scored; the backstop answers at the decision time and not before', () => {
          const { outcomes, models, latencyMs } = result();
          const hung = models.heavy?.hung ?? 0;
          expect(hung).toBeGreaterThan(70);
          expect([models.heavy?.scored, outcomes.lesser, outcomes.preferred]).toEqual([
            REQUESTS - hung,
            hung,
            REQUESTS - hung,
          ]);
          expect(latencyMs.max).toBeGreaterThanOrEqual(DECISION_MS);
        });
      },
    );

    running(scene('errors', { models: { heavy: { ...HEAVY, errors: '30%' }, light: LIGHT } }), (result) => {
      test('an error is final: the next in the order answers at once', () => {
        const { outcomes, models, latencyMs } = result();
        expect(models.heavy?.errors).toBeGreaterThan(REQUESTS / 5);
        expect(outcomes.lesser).toBe(models.heavy?.errors);
        expect(latencyMs.max).toBeLessThan(DECISION_MS);
      });
    });

    running(
      scene('silence', {
        models: { heavy: { ...HEAVY, errors: '100%' }, light: { ...LIGHT, errors: '100%' } },
        rendezvous: { default: 'none' },
      }),
      (result) => {
        test('where no model scores and there is no default, nobody is answered and no mailbox is kept', () => {
          expect(result().outcomes.never).toBe(REQUESTS);
          expect(result().decisions.mailboxes.openAtEnd).toBe(0);
        });
      },
    );

    running(
      scene('split', { rendezvous: { policy: { split: { shares: { heavy: '70%', light: '30%' } } } } }),
      (result) => {
        test('each request is answered by the model that its own draw prefers', () => {
          const { outcomes, models } = result();
          expect(outcomes.preferred).toBe(REQUESTS);
          // Near 30 % of 160 requests; exactly these, because every host has the same draws.
          expect([models.heavy?.answered, models.light?.answered]).toEqual([116, 44]);
        });
      },
    );

    running(
      scene('adaptive', {
        models: { heavy: { ...HEAVY, serviceTime: '2s', concurrency: 'unlimited' }, light: LIGHT },
        rendezvous: {
          policy: { adaptive: { order: ['heavy', 'light'], over: 10, openAt: '100%', rest: 10 * REQUESTS } },
        },
      }),
      (result) => {
        test('a model that is late for everybody is waited for until that is known, and then by nobody', () => {
          const { outcomes, models, latencyMs } = result();
          expect([models.heavy?.onTime, outcomes.lesser]).toEqual([0, REQUESTS]);
          expect(latencyMs.max).toBeGreaterThanOrEqual(DECISION_MS);
          // Ten of the first requests told it, a second after their arrival; some forty more had come by then.
          expect(latencyMs.p50).toBeLessThan(DECISION_MS / 2);
        });
        test('an oracle would have had no better answers, only sooner ones', () => {
          const { regret } = result();
          expect(regret).toMatchObject({ share: 0, decidedEarly: 0, ignored: 0, steps: 0 });
          expect(regret?.waitMs.mean).toBeGreaterThan(DECISION_MS / 5);
        });
      },
    );

    running(
      scene('quorum', {
        models: { heavy: { ...HEAVY, errors: '30%' }, light: { ...LIGHT, errors: '30%' } },
        rendezvous: { policy: { ensemble: { of: ['heavy', 'light'], combine: 'mean', quorum: 1 } } },
      }),
      (result) => {
        test('an ensemble answers by all, by enough, or by the default', () => {
          const { outcomes } = result();
          expect([outcomes.preferred, outcomes.lesser, outcomes.default]).toEqual([76, 66, 18]);
        });
      },
    );

    running(
      scene('callers', {
        models: {
          heavy: HEAVY,
          light: LIGHT,
          decoy: { role: 'decoy', archive: { every: EVERY, atMost: '200ms' } },
        },
        faults: {
          twice: { duplicate: { source: 'callers', share: '25%' }, from: '0s', for: '2s' },
          torn: { corrupt: { source: 'callers', share: '25%' }, from: '2s', for: '2s' },
        },
      }),
      (result) => {
        test('a request that is sent twice is answered once', () => {
          expect(result().anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
        });
        test('a malformed payload gives errors and the default', () => {
          const { outcomes, models } = result();
          expect(outcomes.default).toBeGreaterThan(10);
          expect([models.heavy?.errors, models.light?.errors]).toEqual([outcomes.default, outcomes.default]);
        });
        test('the decoy archives every record as it is, malformed and repeated ones too', () => {
          expect(result().decoys.decoy).toMatchObject({ verdict: 'complete', fidelity: 1 });
          expect(result().decoys.decoy?.expected).toBeGreaterThan(REQUESTS + 10);
        });
      },
    );

    running(
      scene('enrichment', {
        enrichment: { serviceTime: '2ms', concurrency: 4, errors: '25%', onError: 'drop' },
      }),
      (result) => {
        test('what enrichment drops gets the default, and no model sees it', () => {
          const { outcomes, models } = result();
          expect(outcomes.default).toBeGreaterThan(20);
          expect(models.heavy?.scored).toBe(REQUESTS - outcomes.default);
        });
      },
    );

    running(
      scene('model-crash', {
        models: { heavy: { ...HEAVY, concurrency: 1 }, light: LIGHT },
        faults: { down: { crash: { target: 'heavy' }, from: '1s', for: '1s' } },
      }),
      (result) => {
        test('a killed model scores in the end whatever it had read and not published', () => {
          expect(result().faults.down).toMatchObject({ bitten: true, healed: true });
          expect(result().models.heavy?.scored).toBe(REQUESTS);
          expect(result().outcomes.preferred + result().outcomes.lesser).toBe(REQUESTS);
        });
      },
    );

    running(
      scene('server-crash', {
        faults: { down: { crash: { target: 'rendezvous' }, from: '1s', for: '500ms' } },
      }),
      (result) => {
        test('a killed server answers nothing twice and leaves nobody without an answer', () => {
          expect(result().faults.down).toMatchObject({ bitten: true, healed: true });
          expect(result().anomalies).toMatchObject({ duplicates: 0, conflictingDuplicates: 0 });
          expect(result().outcomes.never).toBe(0);
        });
      },
    );

    running(
      scene('pause', {
        models: {
          heavy: HEAVY,
          light: LIGHT,
          decoy: { role: 'decoy', archive: { every: EVERY, atMost: '200ms' } },
        },
        faults: {
          stop: { pause: { target: 'heavy' }, from: '1s', for: '500ms' },
          stall: { pause: { target: 'decoy' }, from: '1s', for: '2s' },
        },
      }),
      (result) => {
        test('who stood still goes on: short of a session with what it held, beyond one with what was not committed', () => {
          expect(result().faults.stop).toMatchObject({ bitten: true, healed: true });
          expect(result().faults.stall).toMatchObject({ bitten: true, healed: true });
          expect(result().models.heavy?.scored).toBe(REQUESTS);
          expect(result().decoys.decoy).toMatchObject({ coverage: 1, spurious: 0, fidelity: 1 });
        });
      },
    );

    running(
      scene('rebalance', {
        models: {
          heavy: { ...HEAVY, replicas: 2 },
          light: LIGHT,
          decoy: { role: 'decoy', archive: { every: EVERY, atMost: '200ms' } },
        },
        faults: {
          models: { rebalance: { target: 'heavy' }, from: '1s' },
          archive: { rebalance: { target: 'decoy' }, from: '2s' },
        },
      }),
      (result) => {
        test('a rebalance loses nothing', () => {
          expect(result().models.heavy?.scored).toBe(REQUESTS);
          expect(result().decoys.decoy).toMatchObject({ coverage: 1, spurious: 0 });
          expect(result().outcomes.preferred + result().outcomes.lesser).toBe(REQUESTS);
        });
      },
    );

    running(
      scene('retention', {
        models: {
          light: LIGHT,
          decoy: { role: 'decoy', archive: { every: 1, atMost: '200ms' } },
        },
        streams: {
          partitions: 1,
          retention: '1s',
          sessionTimeout: '1s',
          heartbeat: '300ms',
          delays: 'local',
        },
        rendezvous: { policy: { first: { of: ['light'] } } },
        faults: { down: { pause: { target: 'decoy' }, from: '500ms', for: '2500ms' } },
      }),
      (result) => {
        test('what retention deletes before a decoy has read it is missing, as one range', () => {
          const { decoy } = result().decoys;
          expect(decoy?.violated).toContain('coverage');
          expect(decoy?.missingRanges).toBe(1);
          expect(decoy?.missingRecords).toBeGreaterThan(10);
          expect(decoy?.archived).toBe(REQUESTS - (decoy?.missingRecords ?? 0));
        });
      },
    );

    running(
      scene('expired', {
        models: {
          heavy: { ...HEAVY, concurrency: 1, skipExpired: true },
          light: LIGHT,
        },
        faults: { slow: { slow: { target: 'heavy', add: '900ms' }, from: '1s', for: '2s' } },
      }),
      (result) => {
        test('a model that skips expired requests scores or skips each, and is back in time soon after', () => {
          const { models, outcomes } = result();
          expect((models.heavy?.scored ?? 0) + (models.heavy?.skipped ?? 0)).toBe(REQUESTS);
          expect(models.heavy?.skipped).toBeGreaterThan(0);
          expect(outcomes.preferred + outcomes.lesser).toBe(REQUESTS);
        });
      },
    );

    for (const [commit, step, lost, twice] of CRASH_TABLE) {
      running(crashingDecoy(commit, step), (result) => {
        test(`killed before ${step} with commit ${commit}: ${lost} lost, ${twice} twice`, () => {
          const { decoy } = result().decoys;
          expect(result().faults.torn).toMatchObject({ bitten: true, healed: true });
          expect([decoy?.expected, (decoy?.expected ?? 0) - (decoy?.archived ?? 0)]).toEqual([
            REQUESTS,
            lost,
          ]);
          expect([decoy?.duplicates, decoy?.inversions, decoy?.spurious]).toEqual([twice, 0, 0]);
        });
      });
    }
  });
}
