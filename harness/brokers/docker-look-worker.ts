/** The thread in which a container engine is looked at, so that one that never answers can be left. */
import { parentPort, workerData } from 'node:worker_threads';
import { look } from './docker-engine.ts';

parentPort?.postMessage(await look(String(workerData)));
