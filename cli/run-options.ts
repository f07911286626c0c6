/** What `rendezvous run` was asked for, as the parser gives it. */
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';

export interface RunOptions {
  readonly on: 'sim' | 'kafka' | 'both';
  readonly seed?: number;
  readonly replications: number;
  readonly set: readonly string[];
  readonly out?: string;
  readonly report: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly format: 'text' | 'json';
  readonly brokers?: string;
  readonly brokerProvider?: 'external' | 'docker' | 'jvm';
}

/** Options that this version cannot honour are refused before anything runs; nothing is skipped in silence. */
export function refuseWhatCannotBe(options: RunOptions): void {
  if (options.on !== 'sim') {
    throw new Problem(
      `--on ${options.on}: the live harness is not there yet, so nothing was run; --on sim simulates`,
      EXIT.noLiveHost,
    );
  }
  for (const [option, value] of [
    ['--brokers', options.brokers],
    ['--broker-provider', options.brokerProvider],
  ] as const) {
    if (value !== undefined) throw new Problem(`${option} is for a live host; the simulator has no brokers`);
  }
}
