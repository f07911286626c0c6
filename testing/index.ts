/**
 * The kit for the tests of one's own rendezvous: is the policy sound alone, and is the scenario around it?
 *
 *   const shop = await underTest('shop.yaml');
 *   test.each(propertiesOf(shop))('$sentence', (property) => property.check());
 *
 * Properties are held against interleavings (the policy alone, through the real server) and against whole scenarios in the
 * simulator; a counterexample is shrunk, and told as a scenario that `rendezvous run` can show again. The arbitraries are
 * fast-check's and stand for themselves. Matchers for vitest are in `rendezvous-testbed/testing/vitest`.
 */
export { faultPlans } from './arbitraries/fault-plans.ts';
export { models } from './arbitraries/models.ts';
export { policies } from './arbitraries/policies.ts';
export { scenarios } from './arbitraries/scenarios.ts';
export { scenariosAround } from './arbitraries/scenarios-around.ts';
export { traffic } from './arbitraries/traffic.ts';
export { type CheckOptions, check, counterexampleTo, type OwedProperty, propertiesOf } from './check.ts';
export { type Counterexample, PropertyViolation } from './counterexamples/counterexample.ts';
export { type InterleavingLimits, interleavings } from './interleavings/arbitrary.ts';
export type { Interleaving, Step } from './interleavings/interleaving.ts';
export { type Course, type GivenAnswer, Stage } from './interleavings/stage.ts';
export * from './properties/index.ts';
export type { Breach, BreachAlone, BreachInRun, Expectation, Property } from './properties/property.ts';
export { type ObservedRequest, type ObservedRun, observe } from './scenes/observed-run.ts';
export { type SimulateOptions, simulated } from './scenes/simulated.ts';
export { type Subject, type SubjectOptions, underTest } from './subjects/subject.ts';
