/** A shadow is there to be looked at: adding one changes no answer, neither which nor when. */
import type { Model, Scenario } from '../../scenarios/scenario.ts';
import type { Interleaving, Step } from '../interleavings/interleaving.ts';
import { inOrder } from '../interleavings/interleaving.ts';
import { firstChange } from './ignores-arrival-order.ts';
import type { Property } from './property.ts';
import { answeredBy, decisionSaid, ms } from './wording.ts';

export const SHADOW = 'added-shadow';

export const unmovedByAShadow: Property = {
  name: 'unmoved-by-a-shadow',
  sentence: 'adding a shadow model changes no answer',
  alone(course, stage) {
    const { plan } = stage;
    const shadow = plan.models.length;
    const watched = stage.variant('shadow', (given) => ({
      ...given,
      models: [...given.models, { name: SHADOW, mayAnswer: false }],
    }));
    const other = watched.play(withShadow(course.interleaving, shadow));
    const change = firstChange(course, other);
    if (change === undefined) return undefined;
    const [without, with_] = change;
    const intendedUs = course.interleaving.requests[without.request]?.intendedUs ?? 0;
    const said = ({ decision, atUs }: typeof without) =>
      `${decisionSaid(decision, watched.plan)} at ${ms(atUs - intendedUs)}`;
    return {
      request: without.request,
      course: other,
      plan: watched.plan,
      but: `without the shadow it was ${said(without)}, with it ${said(with_)}`,
      due: said(without),
      shownBy: answeredBy(without.decision, plan),
    };
  },
  inRun({ scenario, rows, again }) {
    const other = again(withShadowModel(scenario));
    const moved = rows.find((row, at) => {
      const beside = other.rows[at];
      return beside?.decision !== row.decision || beside.decidedUs !== row.decidedUs;
    });
    if (moved === undefined) return undefined;
    const beside = other.rows[rows.indexOf(moved)];
    const said = (row: typeof moved) =>
      `${decisionSaid(row.decision, other.scenario)} at ${ms(row.decidedUs - row.intendedUs)}`;
    return {
      ordinal: moved.ordinal,
      but: `without the shadow it was ${said(moved)}, with it ${beside === undefined ? 'not there' : said(beside)}`,
      due: said(moved),
      shownBy: {},
    };
  },
};

/** A model beside all others, which sees everything and answers nobody. */
function withShadowModel(scenario: Scenario): Scenario {
  const [like] = scenario.models;
  if (like === undefined) return scenario;
  const shadow: Model = {
    ...like,
    name: SHADOW,
    role: 'shadow',
    replicas: 1,
    concurrency: Infinity,
    archive: undefined,
    monitor: undefined,
    score: undefined,
  };
  return { ...scenario, models: [...scenario.models, shadow] };
}

/** The shadow scores before anything else is read. */
function withShadow({ requests, steps }: Interleaving, model: number): Interleaving {
  const words = requests.map(
    ({ intendedUs }, request): Step => ({ atUs: intendedUs, request, says: 'score', model }),
  );
  return { requests, steps: inOrder([...words, ...steps]) };
}
