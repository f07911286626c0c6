/** Subjects for the tests of the kit. */
import { join } from 'node:path';
import { type Subject, underTest } from '../../testing/index.ts';

export const FOLDER = import.meta.dirname;
const DEFECTS = join(FOLDER, '..', 'defects');

/** A known defect of a policy or a setting, or its sound twin. */
export function fixture(name: string, which: 'defect' | 'sound' = 'defect'): Promise<Subject> {
  return underTest(join(DEFECTS, name, `${which}.yaml`));
}

/** Two models and this policy. */
export function withPolicy(policy: string): Promise<Subject> {
  return underTest(
    {
      version: 1,
      name: 'two-models',
      duration: '10s',
      traffic: { callers: { arrivals: { rate: '20/s' } } },
      models: {
        heavy: { role: 'primary', serviceTime: '20ms' },
        light: { role: 'backstop', serviceTime: '5ms' },
      },
      rendezvous: {
        deadline: '200ms',
        policy: { priority: { order: ['heavy', 'light'] } },
        default: { value: 0 },
      },
    },
    { folder: FOLDER, set: [`rendezvous.policy=${policy}`] },
  );
}

export function flawed(flaw: string): Promise<Subject> {
  return withPolicy(`{ module: { file: ${join(FOLDER, 'flawed.ts')}, with: { flaw: ${flaw} } } }`);
}

export const SHIPPED: Readonly<Record<string, string>> = {
  priority: '{ priority: { order: [heavy, light] } }',
  schedule:
    '{ schedule: { steps: [{ from: 0ms, accept: [heavy] }, { from: 50ms, accept: [heavy, light] }] } }',
  first: '{ first: { of: [heavy, light] } }',
  ensemble: '{ ensemble: { of: [heavy, light], combine: mean, quorum: 1 } }',
  split: '{ split: { shares: { heavy: 70%, light: 30% } } }',
  adaptive: '{ adaptive: { order: [heavy, light], over: 4, rest: 10, probe: 50%, probes: 2 } }',
  'impatient adaptive':
    '{ adaptive: { order: [heavy, light], over: 4, rest: 10, probe: 50%, probes: 2, whenAllOpen: default } }',
};
