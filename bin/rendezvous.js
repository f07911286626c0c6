#!/usr/bin/env node
/** The `rendezvous` command: tells V8 what the simulator needs, and runs the program. */
import './check-node.js';
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { chosenCode } from './choose-code.js';

// Short-lived memory in small pieces: the simulator makes little of it, and large pieces only push its tables out of
// the processor's cache (a third less memory, and not slower).
setFlagsFromString('--max-semi-space-size=1');
setFlagsFromString('--semi-space-growth-factor=1');

// The simulator is made of many small functions that call each other some hundred times per request. By default V8
// stops putting them in the place of their calls much too early; with these limits it does a quarter less work.
setFlagsFromString('--max-inlined-bytecode-size=1000');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000');
setFlagsFromString('--reserve-inline-budget-scale-factor=3');

enableCompileCache();

const { main } = await import(chosenCode());
await main(process.argv);
