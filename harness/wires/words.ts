/** What is said between a wire's process and whoever laid it. Each word to it is answered with what it has done so far. */
import type { Tally } from './tally.ts';

export type ToWire =
  /** Instead of any delay before; 0 for none. */
  | { readonly say: 'delay'; readonly addUs: number }
  | { readonly say: 'cut' }
  | { readonly say: 'mend' }
  | { readonly say: 'tell' };

export interface FromWire {
  /** `host:port` at which it listens. */
  readonly at: string;
  readonly tally: Tally;
}
