#!/usr/bin/env node
/** The `rendezvous` command: tells V8 what the simulator needs, and runs the program. */
import './check-node.js';
// As a whole: a name that an old Node lacks would end it before it can be told that it is old.
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { chosenCode } from './choose-code.js';

// Without Maglev, V8's middle compiler, a run takes a tenth less memory, and long runs are as fast. It is also suspected
// of spoiling figures, see docs/decisions.md.
setFlagsFromString('--no-maglev');

// What follows is for the simulator; a report of what it found is made a tenth sooner without.
if (!['report', 'compare'].includes(process.argv[2])) {
  // Short-lived memory in small pieces: the simulator makes little of it, and large pieces only push its tables out of
  // the processor's cache (a third less memory, and not slower).
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--semi-space-growth-factor=1');

  // More functions compiled into their callers, and larger ones: a request passes through some hundred, and a call that
  // stays a call also puts each time it is given on the heap (a tenth less time, a third less garbage).
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
  setFlagsFromString('--max-inlined-bytecode-size=1000');
}

nodeModule.enableCompileCache();

const { main } = await import(chosenCode());
await main(process.argv);
