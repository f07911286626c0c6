/**
 * What users import: the types of their own scenarios and policies, and the way from a scenario to a result without
 * the command line.
 */

export { RESULT_FORMAT, type RunResult, type Verdict } from './measure/result.ts';
export {
  ANSWER_COMBINED,
  ANSWER_DEFAULT,
  type Decision,
  type Mailbox,
  type Policy,
  type PolicyContext,
  type PolicyModule,
  WAIT,
} from './rendezvous/policy.ts';
export { ROLES, type Role } from './rendezvous/role.ts';
