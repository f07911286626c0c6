/** Two hosts' requests side by side. */
import { expect, test } from 'vitest';
import { ANSWERED, DECISION, Ledger, ORDINAL, RETURNED } from '../../measure/ledger.ts';
import { RequestLog } from '../../measure/request-log.ts';

/** One request with this decision and latency; undefined: never decided, never answered. */
function noted(log: RequestLog, ordinal: number, decision?: number, latencyUs?: number): void {
  const ledger = new Ledger(1, 1);
  ledger.open(0, ordinal, 0, ordinal, 1_000);
  ledger.rows[ORDINAL] = ordinal;
  if (decision !== undefined) ledger.rows[DECISION] = decision;
  if (latencyUs !== undefined) {
    ledger.rows[ANSWERED] = 1;
    ledger.rows[RETURNED] = 1_000 + latencyUs;
  }
  log.add(ledger, 0);
}

test('only what both decided is compared, and only what they decided alike is timed', () => {
  const [one, other] = [new RequestLog(), new RequestLog()];
  noted(one, 0, 0, 10_000);
  noted(other, 0, 0, 12_000);
  noted(one, 1, 0, 10_000);
  noted(other, 1, -2, 50_000);
  noted(one, 2, 0, 10_000);
  noted(other, 2);
  expect(one.beside(other)).toEqual({
    pairs: 2,
    sameDecision: 1,
    latencyMs: { p5: 2, p50: 2, p95: 2 },
  });
});

test('a log holds as many requests as there are', () => {
  const [one, other] = [new RequestLog(), new RequestLog()];
  for (const log of [one, other]) for (const ordinal of [3, 50_000]) noted(log, ordinal, 0, 1_000 + ordinal);
  expect(one.beside(other)).toMatchObject({ pairs: 2, sameDecision: 2 });
});
