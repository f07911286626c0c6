/**
 * What users import: the types of their own scenarios and policies, and the way from a scenario to a result without
 * the command line.
 *
 * Loading tells everything that is wrong as data; simulating measures; assembling judges. The command does the same in
 * the same order.
 */

export { type AssemblyInput, assembleResult } from './measure/assemble.ts';
export { RESULT_FORMAT, type RunResult, type Verdict } from './measure/result.ts';
export type { RunMeasures } from './measure/run-measures.ts';
export {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  type Claim,
  type Decision,
  type Mailbox,
  type Policy,
  type PolicyContext,
  type PolicyModule,
  WAIT,
} from './rendezvous/policy.ts';
export { ROLES, type Role } from './rendezvous/role.ts';
export { type Diagnostic, formatDiagnostic } from './scenarios/diagnostic.ts';
export {
  defineScenario,
  type Loaded,
  type LoadedRun,
  type LoadOptions,
  loadDefinition,
  loadScenario,
  type ScenarioInput,
} from './scenarios/load.ts';
export type { Scenario } from './scenarios/scenario.ts';
export { type SimulationOptions, type SimulationProgress, simulate } from './sim/simulate.ts';
