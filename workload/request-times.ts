/**
 * All times that chance decides about a request, as one row of numbers: how long each model works on it in ordinary
 * times, and how long each of its messages is on its way.
 *
 * A request's times hang on the request alone, so they can be drawn when it arrives, or long before, and by somebody else.
 * A host keeps the row beside the request and looks up what it needs when it needs it.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import { appendHops, type Delays, fetchHops } from './delays.ts';
import type { Draws } from './draws.ts';
import type { ServiceTime } from './service-time.ts';

/** Where in a row a time stands: the services by model, then, if any hop takes time, the appends and the fetches by hop. */
export class TimesLayout {
  readonly width: number;
  readonly appendsAt: number;
  readonly fetchesAt: number;

  constructor(models: number, hasDelays: boolean) {
    this.appendsAt = models;
    this.fetchesAt = models + (hasDelays ? appendHops(models) : 0);
    this.width = this.fetchesAt + (hasDelays ? fetchHops(models) : 0);
  }
}

export class RequestTimes {
  readonly layout: TimesLayout;
  private readonly models: number;
  private readonly delays: Delays;
  /** By source × models + model. */
  private readonly services: readonly ServiceTime[];

  constructor(scenario: Scenario, draws: Draws, delays: Delays) {
    this.models = scenario.models.length;
    this.delays = delays;
    this.layout = new TimesLayout(this.models, !delays.isZero);
    const byModel = scenario.models.map((_, model) => draws.servicesOf(model));
    this.services = scenario.traffic.flatMap((_, source) =>
      byModel.flatMap((services) => services[source] ?? []),
    );
  }

  /** Writes the row of the source's n-th request, which arrives at `intendedUs`, from `to[at]` on. */
  write(to: Float64Array, at: number, source: number, n: number, intendedUs: number): void {
    const { models, services } = this;
    for (let model = 0; model < models; model++)
      to[at + model] = services[source * models + model]?.us(n, intendedUs) ?? 0;
    if (!this.delays.isZero) this.delays.write(to, at + models, source, n);
  }
}
