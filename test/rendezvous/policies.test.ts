import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPolicy } from '../../rendezvous/policies/index.ts';
import { PolicyError } from '../../rendezvous/policies/module.ts';
import {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  type Mailbox,
  type Policy,
  type PolicyContext,
  type PolicyModule,
  type PolicySpec,
  WAIT,
} from '../../rendezvous/policy.ts';
import { Stream } from '../../workload/stream.ts';
import { orderDrawn } from './decision-law.ts';
import { MODELS, ServerHost } from './server-host.ts';

const [A, B, C, D] = [0, 1, 2, 3];
const DECISION_US = 100;

function bits(...models: readonly number[]): number {
  return models.reduce((set, model) => set | (1 << model), 0);
}

/** A mailbox in which these models have scored, in this order. */
function mailbox(scored: readonly number[], also: Partial<Mailbox> = {}): Mailbox {
  return {
    scored: bits(...scored),
    failed: 0,
    first: scored[0] ?? -1,
    ageUs: 0,
    final: false,
    value: (model) => (scored.includes(model) ? model : Number.NaN),
    draw: () => 0,
    ...also,
  };
}

function create(spec: PolicySpec): Policy {
  return createPolicy(spec, { models: MODELS, deadlineUs: DECISION_US, decisionUs: DECISION_US });
}

function served(policy: PolicySpec): ServerHost {
  return new ServerHost({ policy, decisionUs: DECISION_US }).request(0);
}

describe('every policy of the language', () => {
  it.each<PolicySpec>([
    { kind: 'priority', order: [A, B] },
    {
      kind: 'schedule',
      steps: [
        { fromUs: 0, accept: [A] },
        { fromUs: 50, accept: [B] },
      ],
    },
    { kind: 'first', of: [A, B] },
    { kind: 'ensemble', of: [A, B], combine: 'mean', quorum: 1 },
    {
      kind: 'split',
      shares: [
        { model: A, share: 0.5 },
        { model: B, share: 0.5 },
      ],
    },
  ])(
    '$kind names its members, so that another model’s score moves no answer, not even after a missed wake-up',
    (spec) => {
      expect(create(spec).members).toBe(bits(A, B));
    },
  );
});

describe('priority', () => {
  const policy = { kind: 'priority', order: [B, A, C] } as const;

  it('answers at once when every better model has given an error, and not before', () => {
    expect(served(policy).score(10, C).error(20, B).error(30, A).run().told).toEqual([[30, C]]);
    expect(served(policy).error(10, B).score(20, A).run().told).toEqual([[20, A]]);
    expect(served(policy).score(10, C).error(20, A).run().told).toEqual([[DECISION_US, C]]);
  });

  it('gives the default at once when all gave errors, and not before', () => {
    expect(served(policy).error(10, B).error(20, C).error(30, A).run().told).toEqual([[30, ANSWER_DEFAULT]]);
    expect(served(policy).error(10, B).error(20, A).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });

  it('neither waits for nor answers from a model outside the order', () => {
    expect(served(policy).score(10, D).score(20, A).run().told).toEqual([[DECISION_US, A]]);
    expect(served(policy).score(10, D).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });
});

describe('schedule', () => {
  const policy = {
    kind: 'schedule',
    steps: [
      { fromUs: 0, accept: [A] },
      { fromUs: 40, accept: [C, B] },
    ],
  } as const;

  it('lets a score that came too early wait for its step, which counts from the intended arrival', () => {
    const host = new ServerHost({ policy, decisionUs: DECISION_US }).request(35, { intendedUs: 30 });
    expect(host.score(36, B).run().told).toEqual([[70, B]]);
  });

  it('takes the best of what waits for the step', () => {
    expect(served(policy).score(10, B).score(20, C).run().told).toEqual([[40, C]]);
  });

  it('answers an accepted model at once, the first of a step not preferred to a score that is there', () => {
    expect(served(policy).score(10, A).run().told).toEqual([[10, A]]);
    expect(served(policy).score(60, B).score(61, C).run().told).toEqual([[60, B]]);
  });

  it('accepts only whom the step in force names: the first step is over at the second', () => {
    expect(served(policy).score(50, A).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });

  it('gives the default at once when whoever may still be accepted has given an error', () => {
    expect(served(policy).error(10, A).error(20, B).error(30, C).run().told).toEqual([[30, ANSWER_DEFAULT]]);
    // From its step on the first model is no longer waited for.
    expect(served(policy).error(20, B).error(30, C).run().told).toEqual([[40, ANSWER_DEFAULT]]);
  });

  it('never reaches a step that begins after the decision time', () => {
    const late = { kind: 'schedule', steps: [policy.steps[0], { fromUs: 101, accept: [B] }] } as const;
    expect(served(late).score(10, B).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });
});

describe('first', () => {
  const policy = { kind: 'first', of: [A, B, C] } as const;

  it('answers with the first read among its members, also when a foreign model scored before', () => {
    expect(served(policy).score(5, D).score(10, B).score(20, A).run().told).toEqual([[10, B]]);
    const held = new ServerHost({ policy, decisionUs: DECISION_US }).score(1, D).score(2, C).score(3, A);
    expect(held.request(10).run().told).toEqual([[10, C]]);
  });

  it('gives the default at once when all members gave errors, though a foreign model has scored', () => {
    expect(served(policy).score(5, D).error(10, A).error(20, B).error(30, C).run().told).toEqual([
      [30, ANSWER_DEFAULT],
    ]);
  });
});

describe('ensemble', () => {
  function combined(combine: 'mean' | 'median' | 'vote', values: readonly number[]): number {
    const of = values.map((_, model) => model);
    const policy = { kind: 'ensemble', of, combine, quorum: 1 } as const;
    const host = new ServerHost({
      policy,
      decisionUs: DECISION_US,
      scoreOf: (_, model) => values[model] ?? 0,
    });
    // Read last to first: the written order counts, not the order of reading.
    for (const model of of) host.score(50 - model, model);
    return host.request(0).run().answers[0]?.value ?? Number.NaN;
  }

  it('combines by mean, by median, by vote', () => {
    expect(combined('mean', [1, 2, 6])).toBe(3);
    expect(combined('median', [10, -1, 2])).toBe(2);
    expect(combined('median', [10, 9, 1, 2])).toBe(5.5);
    expect(combined('median', [7])).toBe(7);
    expect(combined('vote', [3, 1, 2, 1, 4])).toBe(1);
  });

  it('gives a tied vote to the value whose first voter stands first in the list', () => {
    expect(combined('vote', [5, 1, 1, 5])).toBe(5);
    expect(combined('vote', [9, 1, 2, 2, 1])).toBe(1);
    expect(combined('vote', [4, 3, 2])).toBe(4);
  });

  it('lies between the least and the largest score, and a vote is one of them', () => {
    const value = fc.integer({ min: -5, max: 5 });
    const values = fc.array(value, { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(fc.constantFrom('mean', 'median', 'vote'), values, (combine, each) => {
        const result = combined(combine, each);
        expect(result).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
        expect(result).toBeLessThanOrEqual(Math.max(...each) + 1e-9);
        if (combine === 'vote') expect(each).toContain(result);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('decides when all are in, errors are in and final, and only scores make the quorum', () => {
    const policy = { kind: 'ensemble', of: [A, B, C], combine: 'mean', quorum: 2 } as const;
    expect(served(policy).score(10, A).score(20, B).error(30, C).run().told).toEqual([[30, ANSWER_COMBINED]]);
    expect(served(policy).error(10, A).score(20, B).error(30, C).run().told).toEqual([[30, ANSWER_DEFAULT]]);
    expect(served(policy).score(10, A).score(20, B).run().told).toEqual([[DECISION_US, ANSWER_COMBINED]]);
    expect(served(policy).score(10, A).score(20, D).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });

  it('combines its members only, and is preferred when all of them scored', () => {
    const policy = { kind: 'ensemble', of: [A, B], combine: 'mean', quorum: 1 } as const;
    const scores = {
      policy,
      decisionUs: DECISION_US,
      scoreOf: (_: number, model: number) => [1, 10, 100, 1_000][model] ?? 0,
    };
    const all = new ServerHost(scores).request(0).score(10, D).score(20, B).score(30, A).run();
    expect(all.answers).toMatchObject([{ atUs: 30, value: 5.5, preferred: true, settledBy: A }]);
    const some = new ServerHost(scores).request(0).score(20, B).score(30, D).run();
    expect(some.answers).toMatchObject([{ atUs: DECISION_US, value: 10, preferred: false, settledBy: B }]);
  });
});

describe('split', () => {
  const spec = {
    kind: 'split',
    shares: [
      { model: C, share: 0.7 },
      { model: A, share: 0.2 },
      { model: B, share: 0.1 },
    ],
  } as const;

  it('lets the same request always prefer the same model, with the others behind it in the written order', () => {
    const policy = create(spec);
    fc.assert(
      fc.property(fc.nat({ max: 9_999 }), (n) => {
        const draw = n / 10_000;
        const inForce = policy.orders[policy.orderOf(mailbox([], { draw: () => draw }))];
        expect(inForce).toEqual(orderDrawn(spec.shares, draw));
        expect(create(spec).orderOf(mailbox([A, B], { draw: () => draw, final: true }))).toBe(
          policy.orderOf(mailbox([], { draw: () => draw })),
        );
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('gives each model its share of requests', () => {
    // 20,000 draws; 5.5 standard deviations of a binomial are passed by chance with probability below 4e-8 a share.
    const requests = 20_000;
    const policy = create(spec);
    const draws = new Stream(11, 'split');
    const counts = [0, 0, 0];
    for (let n = 0; n < requests; n++) {
      const order = policy.orderOf(mailbox([], { draw: () => draws.uniform(n) }));
      counts[order] = (counts[order] ?? 0) + 1;
    }
    spec.shares.forEach(({ share }, at) => {
      const sd = Math.sqrt(requests * share * (1 - share));
      expect(Math.abs((counts[at] ?? 0) - requests * share)).toBeLessThan(5.5 * sd);
    });
  });

  it('prefers nobody whose share is nothing, and the last where rounding leaves a gap', () => {
    const shares = [0, 0.1, 0.2, 0.7 - 1e-12].map((share, model) => ({ model, share }));
    const policy = create({ kind: 'split', shares });
    const drawn = (draw: number) => policy.orders[policy.orderOf(mailbox([], { draw: () => draw }))]?.[0];
    expect([0, 0.0999, 0.1, 0.2999, 0.3001, 1 - 1e-16].map(drawn)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('falls back in the written order, and calls only the drawn model preferred', () => {
    const host = new ServerHost({ policy: spec, decisionUs: DECISION_US, drawOf: () => 0.75 }).request(0);
    expect(host.error(10, A).score(20, B).error(30, C).run().answers).toMatchObject([
      { atUs: 30, decision: B, preferred: false, order: 1 },
    ]);
    const other = new ServerHost({ policy: spec, decisionUs: DECISION_US, drawOf: () => 0.75 }).request(0);
    expect(other.score(10, C).score(20, A).run().answers).toMatchObject([
      { atUs: 20, decision: A, preferred: true, order: 1 },
    ]);
  });
});

describe('module', () => {
  const context = {
    models: [
      { name: 'heavy', mayAnswer: true },
      { name: 'canary', mayAnswer: false },
    ],
    deadlineUs: 200,
    decisionUs: 175,
  };
  const patient: Policy = {
    wakesAtUs: [],
    orders: [[A, B]],
    decide: () => WAIT,
    isPreferred: () => true,
    orderOf: () => 0,
  };

  function module(create: PolicyModule): PolicySpec {
    return { kind: 'module', file: 'mine.ts', with: { patience: 7 }, create };
  }

  function answersWhenScored(decision: number, also: Partial<Policy> = {}): PolicySpec {
    return module(() => ({ ...patient, decide: ({ scored }) => (scored === 0 ? WAIT : decision), ...also }));
  }

  it('gets the models by index, the instants and its own parameters', () => {
    const got: PolicyContext[] = [];
    createPolicy(
      module((given) => {
        got.push(given);
        return patient;
      }),
      context,
    );
    expect(got).toEqual([{ ...context, with: { patience: 7 } }]);
  });

  it('is asked when it wished to be, in whatever order it wrote that down, and decides', () => {
    const decide = ({ ageUs }: Mailbox) => (ageUs >= 30 ? ANSWER_DEFAULT : WAIT);
    expect(served(module(() => ({ ...patient, decide, wakesAtUs: [60, 30] }))).run().told).toEqual([
      [30, ANSWER_DEFAULT],
    ]);
  });

  it('may answer by what it named and combined, and what it prefers is believed', () => {
    const policy = answersWhenScored(ANSWER_COMBINED, {
      combined: ({ value }) => 2 * value(B),
      members: bits(B),
    });
    const host = new ServerHost({ policy, decisionUs: DECISION_US, scoreOf: () => 21 }).request(0);
    expect(host.score(10, B).run().answers).toMatchObject([
      { atUs: 10, value: 42, preferred: true, settledBy: B, order: 0 },
    ]);
  });

  it('that answers from a model that must not answer is not stopped: the testbed is there to find it', () => {
    const host = new ServerHost({
      policy: answersWhenScored(B),
      decisionUs: DECISION_US,
      mayAnswer: bits(A),
    });
    expect(host.request(0).score(10, B).run().told).toEqual([[10, B]]);
  });

  it('gets the default at the decision time if it still waits', () => {
    expect(served(module(() => patient)).run().told).toEqual([[DECISION_US, ANSWER_DEFAULT]]);
  });

  it('that does what no policy may do stops the run with an error that names the file and the deed', () => {
    const failing = () => {
      throw new TypeError('my mistake');
    };
    const wrong: readonly (readonly [PolicySpec, RegExp])[] = [
      [answersWhenScored(B), /answered with model 1 \(\w+\), whose score had not been read/],
      [answersWhenScored(32), /answered with model 32, but the last of the models is 31$/],
      [answersWhenScored(0.5), /decided 0.5/],
      [answersWhenScored(Number.NaN), /decided NaN/],
      [answersWhenScored(-4), /decided -4/],
      [answersWhenScored(ANSWER_COMBINED), /without combined\(\)/],
      [
        module(() => ({ ...patient, combined: () => 1, decide: () => ANSWER_COMBINED })),
        /combined value before any score had been read/,
      ],
      [answersWhenScored(A, { orderOf: () => 1 }), /said that order 1 is in force/],
      [
        answersWhenScored(A, { decide: failing }),
        /failed in decide\(\), asked 0 ms after a request's arrival with no score: TypeError: my mistake/,
      ],
      [
        answersWhenScored(A, { isPreferred: failing }),
        /failed in isPreferred\(\), asked 0.01 ms after a request's arrival with scores of m0: TypeError: my mistake/,
      ],
      [
        answersWhenScored(A, { orderOf: failing }),
        /failed in orderOf\(\), asked 0.01 ms after a request's arrival with scores of m0: TypeError: my mistake/,
      ],
      [
        answersWhenScored(ANSWER_COMBINED, { combined: failing }),
        /failed in combined\(\), asked 0.01 ms after a request's arrival with scores of m0: TypeError: my mistake/,
      ],
      [module(failing), /failed in its default export: TypeError: my mistake/],
    ];
    for (const [policy, says] of wrong) {
      const run = () => served(policy).score(10, A).run();
      expect(run).toThrow(says);
      expect(run).toThrow(PolicyError);
      expect(run).toThrow('mine.ts');
    }
  });
});
