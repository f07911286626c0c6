/**
 * Ports for brokers, below those that the system hands to outgoing connections. A broker that was killed must come back
 * on its port, while clients try to reach it without pause: in the system's own range a client's socket could get that
 * very port, or even connect to itself, and the broker could never listen there again.
 *
 * A port is free at the moment of looking. Somebody may take it before the broker does, so a start is tried again
 * (`onFreePorts`).
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The range of outgoing connections begins at 32,768 on Linux and at 49,152 elsewhere. */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const MOST_TRIES = 1_000;

const MOST_STARTS = 3;
/** In the words of Java and of container engines. */
const PORT_TAKEN = /address already in use|BindException|port is already allocated/i;

/** `count` different ports on which nobody listens, at any address of this machine. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries >= MOST_TRIES)
      throw new Error(`no ${count} free ports from ${LOWEST} to ${HIGHEST} were found`);
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

/** Starts what listens; where a port was taken meanwhile, undoes what was started and starts again with others. */
export async function onFreePorts<T>(start: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start();
    } catch (error) {
      await undo();
      if (starts === MOST_STARTS || !PORT_TAKEN.test(String(error))) throw error;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
