#!/usr/bin/env node
/**
 * The `rendezvous` command. In a checkout it runs the sources, in the published package what was built from them:
 * Node strips types from its own project's files, but not from packages below node_modules.
 */
import './check-node.js';
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Short-lived memory in small pieces: the simulator makes little of it, and large pieces only push its tables out of
// the processor's cache (a third less memory, and not slower).
setFlagsFromString('--max-semi-space-size=1');
setFlagsFromString('--semi-space-growth-factor=1');

enableCompileCache();

const source = new URL('../cli/main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
const { main } = await import(existsSync(source) ? source : built);
await main(process.argv);
