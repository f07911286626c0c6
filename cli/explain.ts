/** `rendezvous explain CODE`: what a diagnostic means, why it is one, and what to do. */
import { explanations } from '../scenarios/explanations.ts';
import { EXIT } from './exit-status.ts';
import { Problem } from './problem.ts';
import type { Shell } from './shell.ts';
