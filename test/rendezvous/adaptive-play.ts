/** The adaptive policy at one server, asked about requests one after the other. */
import { createPolicy } from '../../rendezvous/policies/index.ts';
import type { AdaptiveSettings, Policy } from '../../rendezvous/policy.ts';
import type { Told } from './adaptive-law.ts';
import { ServerHost } from './server-host.ts';

export const [A, B, C] = [0, 1, 2];
export const DECISION_US = 100;
const SPACING_US = 1_000;
const SETTINGS: AdaptiveSettings = {
  over: 4,
  openAt: 0.5,
  rest: 3,
  probe: 0.25,
  probes: 2,
  whenAllOpen: 'wait',
};

export function create(order: readonly number[], settings: Partial<AdaptiveSettings> = {}): Policy {
  const spec = { kind: 'adaptive', order, ...SETTINGS, ...settings } as const;
  return createPolicy(spec, { models: [], deadlineUs: DECISION_US, decisionUs: DECISION_US });
}

/** Requests one after the other at one server; what each was told, its times counted from its arrival. */
export function played(policy: Policy, requests: readonly Told[], seenUs = 0): (readonly [number, number])[] {
  const host = new ServerHost({
    policy,
    decisionUs: DECISION_US,
    slots: requests.length,
    drawOf: (slot) => requests[slot]?.draw ?? 0,
  });
  requests.forEach(({ scoredUs, failed }, slot) => {
    const intendedUs = slot * SPACING_US;
    host.request(intendedUs + seenUs, { slot, intendedUs });
    for (const model of failed) host.error(intendedUs + seenUs, model, slot);
    scoredUs.forEach((atUs, model) => {
      if (atUs !== undefined) host.score(intendedUs + Math.max(atUs, seenUs), model, slot);
    });
  });
  return host.run().told.map(([atUs, decision], slot) => [atUs - slot * SPACING_US, decision]);
}

export const NO_PROBE = 0.9;
export const PROBE = 0.1;
export const LATE = undefined;

export function request(scoredUs: readonly (number | undefined)[], also: Partial<Told> = {}): Told {
  return { scoredUs, failed: [], draw: NO_PROBE, ...also };
}

export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
