/** Waits for a condition, with a bound; the one way in which tests on real brokers wait. */
import { waitUntil } from '../../harness/waiting.ts';

export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  await waitUntil(async () => ((await isSo()) ? undefined : `not so: ${what}`), withinMs);
}
