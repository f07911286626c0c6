import { describe, expect, it } from 'vitest';
import { ANSWER_COMBINED, ANSWER_DEFAULT, type Mailbox, type Policy, WAIT } from '../../rendezvous/policy.ts';
import { ServerHost } from './server-host.ts';

const HEAVY = 0;
const LIGHT = 1;
const CANARY = 2;
const DECISION_US = 100;
const priority = { kind: 'priority', order: [HEAVY, LIGHT] } as const;

function prioritised(): ServerHost {
  return new ServerHost({ policy: priority, decisionUs: DECISION_US });
}

describe('the decision time', () => {
  it('counts from the intended arrival, however late the request was seen', () => {
    const host = prioritised().request(70, { intendedUs: 20 }).score(80, LIGHT).run();
    expect(host.told).toEqual([[120, LIGHT]]);
    expect(host.wishes).toEqual([{ slot: 0, atUs: 120 }]);
  });

  it('lets a score count that is readable at exactly that instant', () => {
    expect(prioritised().request(0).score(DECISION_US, LIGHT).run().told).toEqual([[DECISION_US, LIGHT]]);
  });

  it('finds the best of the scores readable at exactly that instant, in whatever order they are read', () => {
    for (const [one, other] of [
      [HEAVY, LIGHT],
      [LIGHT, HEAVY],
    ] as const) {
      const host = prioritised().request(0).score(DECISION_US, one).score(DECISION_US, other).run();
      expect(host.told).toEqual([[DECISION_US, HEAVY]]);
    }
  });

  it('finds the best also where the policy would take any of them at once', () => {
    const steps = [{ fromUs: 0, accept: [HEAVY, LIGHT] }];
    const host = new ServerHost({ policy: { kind: 'schedule', steps }, decisionUs: DECISION_US });
    host.score(10, LIGHT).request(DECISION_US).score(DECISION_US, HEAVY).run();
    expect(host.told).toEqual([[DECISION_US, HEAVY]]);
  });

  it('lets scores count that are read in the instant at which the request is first seen, if that is the one', () => {
    const host = prioritised().request(DECISION_US).score(DECISION_US, LIGHT).run();
    expect(host.told).toEqual([[DECISION_US, LIGHT]]);
  });

  it('lets no score count that is read a microsecond after it', () => {
    const host = prioritised()
      .request(0)
      .score(DECISION_US + 1, HEAVY)
      .run();
    expect(host.told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
    expect(host.late).toEqual([{ slot: 0, model: HEAVY }]);
  });

  it('decides at once a request that is first seen after it, by the best of what is held', () => {
    expect(prioritised().request(101).run().told).toEqual([[101, ANSWER_DEFAULT]]);
    expect(prioritised().score(99, LIGHT).request(101).run().told).toEqual([[101, LIGHT]]);
  });

  it('turns WAIT into the default, and is the only time that is final', () => {
    const asked: boolean[] = [];
    const undecided: Policy = {
      wakesAtUs: [30, 60],
      orders: [],
      decide: ({ final }) => {
        asked.push(final);
        return WAIT;
      },
      isPreferred: () => true,
      orderOf: () => -1,
    };
    const host = new ServerHost({ policy: undecided, decisionUs: DECISION_US });
    host.request(0).score(10, HEAVY).score(DECISION_US, LIGHT).run();
    expect(host.told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
    expect(host.answers[0]).toMatchObject({ preferred: false, settledBy: -1 });
    // Seen, scored, woken at 30 and at 60, and the decision time, when the second score was read as well.
    expect(asked).toEqual([false, false, false, false, true]);
  });
});

describe('scores before their request', () => {
  it('are held until it is seen, and counted', () => {
    const host = prioritised().score(5, HEAVY).request(20).run();
    expect(host.told).toEqual([[20, HEAVY]]);
    expect(host.early).toEqual([{ slot: 0, model: HEAVY }]);
  });

  it('are held with the order in which they were read, and errors likewise', () => {
    const first = new ServerHost({ policy: { kind: 'first', of: [HEAVY, LIGHT] }, decisionUs: DECISION_US });
    expect(first.score(5, LIGHT).score(6, HEAVY).request(20).run().told).toEqual([[20, LIGHT]]);
    expect(prioritised().error(5, HEAVY).score(6, LIGHT).request(20).run().told).toEqual([[20, LIGHT]]);
  });

  it('decide nothing while the request is unseen, not even at a stray wake-up', () => {
    expect(prioritised().score(5, HEAVY).strayWake(50).strayWake(100).run().told).toEqual([]);
  });
});

describe('scores after the decision', () => {
  it('are counted, errors too, and change nothing', () => {
    const host = prioritised().request(0).score(10, HEAVY).score(20, LIGHT).error(30, CANARY).run();
    expect(host.told).toEqual([[10, HEAVY]]);
    expect(host.late).toEqual([
      { slot: 0, model: LIGHT },
      { slot: 0, model: CANARY },
    ]);
    expect(host.boxes.open).toBe(0);
  });
});

describe('what comes twice', () => {
  it('changes nothing: the request', () => {
    const host = prioritised().request(0).request(50).score(60, HEAVY).request(70).run();
    expect(host.told).toEqual([[60, HEAVY]]);
    expect(host.wishes).toHaveLength(1);
  });

  it('changes nothing: an error is final though a redelivery gives a score', () => {
    const host = prioritised().request(0).error(10, HEAVY).score(20, HEAVY).score(30, LIGHT).run();
    expect(host.told).toEqual([[30, LIGHT]]);
  });

  it('changes nothing: a score stands though a redelivery gives an error', () => {
    const host = prioritised().request(0).score(10, LIGHT).error(20, LIGHT).error(30, HEAVY).run();
    expect(host.told).toEqual([[30, LIGHT]]);
  });
});

describe('wake-ups', () => {
  const schedule = {
    kind: 'schedule',
    steps: [
      { fromUs: 0, accept: [HEAVY] },
      { fromUs: 40, accept: [HEAVY, LIGHT] },
      { fromUs: 150, accept: [CANARY] },
    ],
  } as const;

  it('are asked for at the steps below the decision time, one after the other, then at the decision time', () => {
    const host = new ServerHost({ policy: schedule, decisionUs: DECISION_US });
    host.request(15, { intendedUs: 10 }).run();
    expect(host.wishes.map(({ atUs }) => atUs)).toEqual([50, 110]);
  });

  it('are not asked for at steps that have passed', () => {
    const host = new ServerHost({ policy: schedule, decisionUs: DECISION_US });
    host.request(50, { intendedUs: 10 }).run();
    expect(host.wishes.map(({ atUs }) => atUs)).toEqual([110]);
  });

  it('that nobody wished for, or that come twice, change nothing', () => {
    const plain = prioritised().request(0).score(30, LIGHT).run();
    const stray = prioritised().strayWake(0).request(0).strayWake(10).strayWake(40).score(30, LIGHT);
    expect(stray.strayWake(DECISION_US).strayWake(120).run().told).toEqual(plain.told);
  });
});

describe('a request that enrichment dropped', () => {
  it('gets the default at once, and no second decision when a record of it comes after all', () => {
    const host = prioritised();
    host.time.at(30, (nowUs) => host.server.onDropped(0, 0, nowUs));
    host.request(40).score(50, HEAVY).run();
    expect(host.told).toEqual([[30, ANSWER_DEFAULT]]);
    expect(host.boxes.open).toBe(0);
  });

  it('does not drop the copy that is under way or decided', () => {
    const host = prioritised().request(0);
    host.time.at(10, (nowUs) => host.server.onDropped(0, 0, nowUs));
    expect(host.score(20, HEAVY).run().told).toEqual([[20, HEAVY]]);
  });
});

describe('the account of an answer', () => {
  it('names the model, whether it was preferred, and the order in force', () => {
    expect(prioritised().request(0).score(10, HEAVY).run().answers[0]).toMatchObject({
      settledBy: HEAVY,
      preferred: true,
      order: 0,
    });
    expect(prioritised().request(0).score(10, LIGHT).run().answers[0]).toMatchObject({
      settledBy: LIGHT,
      preferred: false,
      order: 0,
    });
  });

  it('has the combined value, settled by the last member that scored, whatever else scored', () => {
    const policy = { kind: 'ensemble', of: [HEAVY, LIGHT, 3], combine: 'mean', quorum: 2 } as const;
    const host = new ServerHost({ policy, decisionUs: DECISION_US, scoreOf: (_, model) => 10 * model });
    host.request(0).score(10, LIGHT).score(20, 3).score(30, CANARY).error(40, HEAVY).run();
    expect(host.answers).toMatchObject([
      { atUs: 40, decision: ANSWER_COMBINED, value: 20, settledBy: 3, preferred: false },
    ]);
  });

  it('has no value but the combined one', () => {
    expect(prioritised().request(0).score(10, HEAVY).run().answers[0]?.value).toBeNaN();
  });

  it('shows the policy an unread score as NaN, and the request by its own draw and age', () => {
    const seen: { readonly values: readonly number[]; readonly draw: number; readonly ageUs: number }[] = [];
    const curious: Policy = {
      wakesAtUs: [],
      orders: [],
      decide: (mailbox: Mailbox) => {
        const values = [mailbox.value(HEAVY), mailbox.value(LIGHT)];
        seen.push({ values, draw: mailbox.draw(), ageUs: mailbox.ageUs });
        return WAIT;
      },
      isPreferred: () => true,
      orderOf: () => -1,
    };
    const host = new ServerHost({
      policy: curious,
      decisionUs: DECISION_US,
      slots: 4,
      scoreOf: (slot, model) => slot + model / 10,
      drawOf: (slot) => slot / 8,
    });
    host.request(25, { slot: 3, intendedUs: 5 }).score(40, LIGHT, 3);
    host.time.runUntil(50);
    expect(seen).toEqual([
      { values: [Number.NaN, Number.NaN], draw: 3 / 8, ageUs: 20 },
      { values: [Number.NaN, 3.1], draw: 3 / 8, ageUs: 35 },
    ]);
  });
});

describe('a policy that named its members', () => {
  it('is not asked when another model speaks, so that a shadow cannot move its decisions; any other policy is', () => {
    const asked = (members?: number) => {
      const scored: number[] = [];
      const watching: Policy = {
        ...(members !== undefined && { members }),
        wakesAtUs: [],
        orders: [],
        decide: (mailbox) => {
          scored.push(mailbox.scored);
          return WAIT;
        },
        isPreferred: () => true,
        orderOf: () => -1,
      };
      const host = new ServerHost({ policy: watching, decisionUs: DECISION_US });
      host.request(0).score(10, CANARY).error(20, LIGHT).score(30, HEAVY).run();
      return scored;
    };
    const both = (1 << HEAVY) | (1 << CANARY);
    expect(asked(1 << HEAVY)).toEqual([0, both, both]);
    expect(asked()).toEqual([0, 1 << CANARY, 1 << CANARY, both, both]);
  });
});

describe('memory', () => {
  it('is freed by the decision when models never answer: as many mailboxes as requests under way', () => {
    const slots = 1_000;
    const host = new ServerHost({ policy: priority, decisionUs: DECISION_US, slots });
    for (let slot = 0; slot < slots; slot++) host.request(slot, { slot, intendedUs: slot });
    host.run();
    expect(host.answers).toHaveLength(slots);
    expect(host.boxes.open).toBe(0);
    // A decision falls after the arrivals of its instant.
    expect(host.boxes.openMax).toBe(DECISION_US + 1);
  });
});
