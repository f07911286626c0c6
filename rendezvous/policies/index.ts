/** From a policy as a scenario names it to the policy itself: the one place that knows them all. */
import type { Policy, PolicyContext, PolicySpec } from '../policy.ts';
import { AdaptivePolicy } from './adaptive.ts';
import { EnsemblePolicy } from './ensemble.ts';
import { FirstPolicy } from './first.ts';
import { ModulePolicy } from './module.ts';
import { PriorityPolicy } from './priority.ts';
import { SchedulePolicy } from './schedule.ts';
import { SplitPolicy } from './split.ts';

export function createPolicy(spec: PolicySpec, context: Omit<PolicyContext, 'with'>): Policy {
  switch (spec.kind) {
    case 'priority':
      return new PriorityPolicy(spec.order);
    case 'schedule':
      return new SchedulePolicy(spec.steps);
    case 'first':
      return new FirstPolicy(spec.of);
    case 'ensemble':
      return new EnsemblePolicy(spec.of, spec.combine, spec.quorum);
    case 'split':
      return new SplitPolicy(spec.shares);
    case 'adaptive':
      return new AdaptivePolicy(spec.order, spec, context.decisionUs);
    case 'module':
      return new ModulePolicy(spec, { ...context, with: spec.with });
  }
}
