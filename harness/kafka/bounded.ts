/** A wait with a bound: kafkajs promises may take for ever where a broker is stopped. */

/** True when the promise was kept in time; a rejection is passed on, but only if it comes in time. */
export async function keptWithin(promise: Promise<unknown>, boundMs: number): Promise<boolean> {
  // It may fail after nobody waits for it any more.
  promise.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), boundMs);
  });
  try {
    return await Promise.race([promise.then(() => true), bound]);
  } finally {
    clearTimeout(timer);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
