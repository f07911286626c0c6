import { expect, it } from 'vitest';
import { MAILBOX, Mailboxes } from '../../rendezvous/mailboxes.ts';
import { ServerHost } from './server-host.ts';

it('counts the mailboxes that hold something and have no decision, early ones too', () => {
  const host = new ServerHost({ policy: { kind: 'priority', order: [0] }, decisionUs: 100, slots: 3 });
  host.score(1, 1, 0).request(2, { slot: 1 }).request(3, { slot: 2 }).score(4, 0, 2);
  host.time.runUntil(10);
  expect([host.boxes.open, host.boxes.openMax]).toEqual([2, 3]);
  for (const slot of [0, 1, 2]) host.boxes.forget(slot);
  expect([host.boxes.open, host.boxes.openMax]).toEqual([0, 3]);
});

it('forgets what it knew: a slot that is given again starts empty', () => {
  const host = new ServerHost({ policy: { kind: 'priority', order: [0, 1] }, decisionUs: 100 });
  host.request(0).error(1, 0).score(2, 2);
  host.time.runUntil(5);
  expect(host.boxes.knownOf(0)).toBe(0b101);
  host.boxes.forget(0);
  host.boxes.forget(0);
  expect([host.boxes.knownOf(0), host.boxes.open]).toEqual([0, 0]);
  host.request(10, { intendedUs: 10 }).score(20, 1).run();
  expect(host.told).toEqual([[110, 1]]);
});

it('keeps what it holds when it grows', () => {
  const boxes = new Mailboxes(2);
  boxes.begin(1, MAILBOX.open);
  boxes.intendedUs[1] = 7;
  boxes.grow(1_000);
  boxes.begin(999, MAILBOX.early);
  expect([boxes.open, boxes.intendedUs[1], boxes.intendedUs.length]).toEqual([2, 7, 1_000]);
  boxes.decide(1);
  boxes.forget(1);
  expect(boxes.open).toBe(1);
});

it('begins with nothing in it, whatever lay in its slot before', () => {
  const boxes = new Mailboxes(1);
  boxes.begin(0, MAILBOX.open);
  boxes.cells.fill(0b11, 1);
  boxes.decide(0);
  boxes.forget(0);
  boxes.begin(0, MAILBOX.early);
  expect(boxes.knownOf(0)).toBe(0);
});
