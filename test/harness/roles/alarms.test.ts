/** Alarms of a process, on the real clock. */
import { expect, test } from 'vitest';
import { Alarms, ROUNDED_US } from '../../../harness/roles/alarms.ts';

const nowUs = () => performance.now() * 1_000;

/** By how much each of these rang late, in µs. */
async function lateness(set: (alarms: Alarms, atUs: number, ring: () => void) => void): Promise<number[]> {
  const alarms = new Alarms(nowUs);
  const startUs = nowUs();
  const dueUs = Array.from({ length: 40 }, (_, nth) => startUs + 2_137 * (nth + 1));
  return Promise.all(
    dueUs.map((atUs) => new Promise<number>((resolve) => set(alarms, atUs, () => resolve(nowUs() - atUs)))),
  );
}

test('an alarm never rings early, but for what it is allowed', async () => {
  expect(
    Math.min(...(await lateness((alarms, atUs, ring) => alarms.at(atUs, 0, ring)))),
  ).toBeGreaterThanOrEqual(0);
  const rounded = await lateness((alarms, atUs, ring) => alarms.at(atUs, ROUNDED_US, ring));
  expect(Math.min(...rounded)).toBeGreaterThanOrEqual(-ROUNDED_US);
  expect(
    Math.min(...(await lateness((alarms, atUs, ring) => alarms.exactlyAt(atUs, ring)))),
  ).toBeGreaterThanOrEqual(0);
});

test('an alarm that is taken back does not ring', async () => {
  const alarms = new Alarms(nowUs);
  const rung: string[] = [];
  const cancel = alarms.at(nowUs() + 2_000, 0, () => rung.push('one'));
  alarms.exactlyAt(nowUs() + 2_000, () => rung.push('two'));
  cancel();
  alarms.cancelAll();
  await lateness((others, atUs, ring) => others.at(atUs, 0, ring));
  expect(rung).toEqual([]);
});
