/**
 * How long something takes, in processor time: unlike the clock it does not count what else the machine is doing, so a
 * limit can be tight and still hold on a busy one. It counts all threads of the process.
 */

/** Milliseconds that this process has computed so far. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
