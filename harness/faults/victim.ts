/** Whoever a fault can befall, with what can be done to it and what can be seen of it. */
import type { Plight } from './hold.ts';

export interface Victim {
  /** As it is spoken of: `heavy-0`, `broker 1`. */
  readonly name: string;
  /** Brings it into this state, whatever state it is in; resolves when that is seen to be so. */
  bring(plight: Plight): Promise<void>;
  /** How much the wire has held back so far, in bytes and connections; grows only while there is something to hold back. */
  heldBack(): Promise<number>;
  /** What is still missing until all is as before, in words; undefined when nothing is. */
  lack(): Promise<string | undefined>;
}
