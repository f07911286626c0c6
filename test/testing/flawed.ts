/** A sound policy over heavy and light, and one flaw more, which `with: { flaw: … }` names: for each what must find it. */
import {
  ANSWER_DEFAULT,
  type Mailbox,
  type Policy,
  type PolicyContext,
  WAIT,
} from '../../rendezvous/policy.ts';

const LONG_US = 300_000;
const MANY = 5;

export default function flawed(context: PolicyContext): Policy {
  const heavy = context.models.findIndex(({ name }) => name === 'heavy');
  const light = context.models.findIndex(({ name }) => name === 'light');
  const order = [heavy, light];
  const has = ({ scored }: Mailbox, model: number) => (scored & (1 << model)) !== 0;
  const sound = (mailbox: Mailbox) => {
    if (has(mailbox, heavy)) return heavy;
    const isHeavyOut = mailbox.final || (mailbox.failed & (1 << heavy)) !== 0;
    if (isHeavyOut && has(mailbox, light)) return light;
    const isAllOut = (mailbox.failed & (1 << light)) !== 0 && (mailbox.failed & (1 << heavy)) !== 0;
    return isAllOut ? ANSWER_DEFAULT : WAIT;
  };
  let asked = 0;
  const flaws: Readonly<Record<string, (mailbox: Mailbox) => number>> = {
    none: sound,
    /** Whoever came first, though the order says otherwise. */
    'first-come': (mailbox) => (mailbox.first >= 0 ? mailbox.first : sound(mailbox)),
    /** Grows tired of the heavy model. */
    remembers: (mailbox) => {
      const decision = sound(mailbox);
      if (decision === heavy) asked++;
      return decision === heavy && asked > MANY ? ANSWER_DEFAULT : decision;
    },
    /** Has time, and makes nothing of it. */
    'wastes-time': (mailbox) => (context.decisionUs > LONG_US ? ANSWER_DEFAULT : sound(mailbox)),
    /** Counts heads, those of shadows too. */
    'counts-heads': (mailbox) => (context.models.length > 2 ? ANSWER_DEFAULT : sound(mailbox)),
  };
  return {
    claims: ['decides-when-settled', 'ignores-arrival-order', 'remembers-nothing', 'gains-by-more-deadline'],
    wakesAtUs: [],
    orders: [order],
    orderOf: () => 0,
    isPreferred: (decision) => decision === heavy,
    decide: flaws[String(context.with.flaw)] ?? sound,
  };
}
