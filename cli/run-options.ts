/** What `rendezvous run` was asked for, as the parser gives it. */
import { Problem } from './problem.ts';

export type Host = 'sim' | 'kafka';

export interface RunOptions {
  readonly on: Host | 'both';
  readonly seed?: number;
  readonly replications: number;
  readonly set: readonly string[];
  readonly out?: string;
  /** Where a row for each request goes. */
  readonly observations?: string;
  readonly report: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly format: 'text' | 'json';
  readonly brokers?: string;
  /** Roles that are played on other machines, comma-separated. */
  readonly remote?: string;
  readonly brokerProvider?: 'external' | 'docker' | 'jvm';
}

/** Where each scenario runs, in this order. */
export function hostsOf({ on }: RunOptions): readonly Host[] {
  return on === 'both' ? ['sim', 'kafka'] : [on];
}

/** An option that nothing heeds is refused before anything runs; nothing is skipped in silence. */
export function refuseWhatCannotBe(options: RunOptions): void {
  if (options.observations !== undefined && options.replications > 1)
    throw new Problem('--observations tells of the requests of one run; leave --replications out');
  if (options.on !== 'sim') return;
  for (const [option, value] of [
    ['--brokers', options.brokers],
    ['--broker-provider', options.brokerProvider],
    ['--remote', options.remote],
  ] as const) {
    if (value !== undefined)
      throw new Problem(`${option} is for --on kafka or both; the simulator has no brokers and no processes`);
  }
}
