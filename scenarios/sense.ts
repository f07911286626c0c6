/**
 * Scenarios that can be run but can hardly be meant: a group that is offered more than it can take, a deadline below
 * the fastest model, a model that nobody asks, a canary that sees nothing.
 *
 * Warnings only, and only where the arithmetic leaves no doubt: a warning that is wrong teaches people to ignore it.
 */
import { mayAnswer } from '../rendezvous/role.ts';
import { fastestOf, type Judged, modelsOf } from './asked-models.ts';
import { percent } from './compile-distribution.ts';
import { inWords } from './compile-faults.ts';
import { meanOf } from './distribution-facts.ts';
import { busiestRate, capacity, featureMeans, rateAtEnd, replicaCapacity } from './offered-load.ts';
import type { Report } from './problems.ts';
import { longRunRate } from './run-length.ts';
import type { Model, Scenario } from './scenario.ts';
import { checkObjectives } from './sense-objectives.ts';

export function checkSense(judged: Judged, report: Report): void {
  checkLoad(judged, report);
  checkEnrichmentLoad(judged, report);
  checkDeadline(judged.scenario, report);
  checkPolicy(judged.scenario, report);
  checkCanaries(judged.scenario, report);
  checkObjectives(judged, report);
}

function ratesOf({ scenario, length }: Judged): number[] {
  return scenario.traffic.map(({ arrivals }) => rateAtEnd(arrivals, length.us, longRunRate(arrivals)));
}

/** Of sums of shares of partitions. */
const ROUNDING = 1e-9;

function checkLoad(judged: Judged, report: Report): void {
  const { traffic, models, streams } = judged.scenario;
  const rates = ratesOf(judged);
  const features = featureMeans(traffic, rates);
  for (const model of models) {
    const offered = busiestRate(traffic, rates, streams.partitions, model.replicas);
    const workedOff = replicaCapacity(model, features);
    if (offered < workedOff * (1 - ROUNDING)) continue;
    const message =
      `models.${model.name} is overloaded: its busiest replica gets ${rounded(offered)}/s ` +
      `and can work off ${rounded(workedOff)}/s (${percent(Number((offered / workedOff).toPrecision(3)))})`;
    report.warning({
      path: ['models', model.name],
      code: 'overload',
      message,
      hint: loadHint(model, offered / rates.reduce((sum, rate) => sum + rate, 0), judged.scenario),
      at: 'key',
    });
  }
}

/** @param share that the busiest replica gets */
function loadHint(model: Model, share: number, { streams }: Scenario): string {
  const { partitions } = streams;
  const most = Math.ceil(partitions / model.replicas);
  if (share > (UNEVEN * most) / partitions)
    return 'hot keys go to one replica, however many there are; raise concurrency';
  if (model.replicas === partitions) return 'raise concurrency, or streams.partitions and replicas';
  return `a replica works up to ${most} of the ${partitions} partitions alone; raise replicas or concurrency`;
}

/** From here on it is the keys that make a replica the busiest, and not the number of its partitions. */
const UNEVEN = 1.1;

function checkEnrichmentLoad(judged: Judged, report: Report): void {
  const { enrichment, traffic } = judged.scenario;
  if (enrichment === undefined) return;
  const rates = ratesOf(judged);
  const offered = rates.reduce((sum, rate) => sum + rate, 0);
  const serviceUs = meanOf(enrichment.serviceTime, featureMeans(traffic, rates));
  const workedOff = capacity(enrichment.concurrency, serviceUs);
  if (offered < workedOff) return;
  const message = `enrichment is overloaded: it gets ${rounded(offered)}/s and can work off ${rounded(workedOff)}/s`;
  report.warning({
    path: ['enrichment'],
    code: 'overload',
    message,
    hint: 'raise its concurrency',
    at: 'key',
  });
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function checkDeadline(scenario: Scenario, report: Report): void {
  const { deadlineUs, returnBudgetUs } = scenario.rendezvous;
  const decisionUs = deadlineUs - returnBudgetUs;
  const fastest = fastestOf(scenario);
  if (!Number.isFinite(fastest.us) || fastest.us <= decisionUs) return;
  const message =
    `the decision falls ${inWords(decisionUs)} after the request, but the fastest model, ` +
    `\`${fastest.name}\`, hardly ever scores in less than ${inWords(fastest.us)}`;
  const fallback = scenario.rendezvous.default === undefined ? 'no answer at all' : 'the default';
  const hint = `nearly every request will get ${fallback}; raise the deadline, or add a faster model`;
  report.warning({ path: ['rendezvous', 'deadline'], code: 'deadline-too-short', message, hint });
}

function checkPolicy(scenario: Scenario, report: Report): void {
  const { policy, deadlineUs, returnBudgetUs } = scenario.rendezvous;
  const used = new Set(modelsOf(scenario));
  for (const [index, model] of scenario.models.entries()) {
    if (!mayAnswer(model.role) || used.has(index)) continue;
    const message = `models.${model.name} is a ${model.role}, but the policy never asks it`;
    const hint = 'name it in the policy, or make it a shadow';
    report.warning({ path: ['models', model.name, 'role'], code: 'model-unused', message, hint });
  }
  if (policy.kind === 'adaptive') checkAdaptive(scenario, policy, report);
  if (policy.kind !== 'schedule') return;
  for (const [index, step] of policy.steps.entries()) {
    if (step.fromUs < deadlineUs - returnBudgetUs) continue;
    const path = ['rendezvous', 'policy', 'schedule', 'steps', index, 'from'];
    const message = `the step from ${inWords(step.fromUs)} begins when the decision has fallen, so it never counts`;
    report.warning({
      path,
      code: 'step-too-late',
      message,
      hint: 'let it begin before deadline − returnBudget',
    });
  }
}

function checkAdaptive(
  { rendezvous }: Scenario,
  { order, whenAllOpen }: Extract<Scenario['rendezvous']['policy'], { kind: 'adaptive' }>,
  report: Report,
): void {
  const path = ['rendezvous', 'policy', 'adaptive'];
  if (whenAllOpen === 'default' && rendezvous.default === undefined) {
    report.warning({
      path: [...path, 'whenAllOpen'],
      code: 'gives-up-for-nothing',
      message: 'the default is to be given early, but there is none: callers would be left without an answer',
      hint: 'give rendezvous.default a value, or write whenAllOpen: wait',
    });
  }
  if (whenAllOpen === 'wait' && order.length === 1) {
    report.warning({
      path: [...path, 'order'],
      code: 'nobody-to-turn-to',
      message: 'the order has one model, so when it is given up there is nobody else to answer',
      hint: 'name a second model, write whenAllOpen: default, or use priority',
    });
  }
}

function checkCanaries({ models }: Scenario, report: Report): void {
  for (const model of models) {
    if (model.role !== 'canary' || model.score !== undefined) continue;
    const message = `models.${model.name} is a canary without a \`score\`, so it sees 0 for every request and no drift ever`;
    report.warning({
      path: ['models', model.name],
      code: 'canary-blind',
      message,
      hint: 'add score: { of: FEATURE }',
      at: 'key',
    });
  }
}
