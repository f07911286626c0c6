/**
 * The requests of which a rendezvous server knows something: by number, and by the slot that its mailbox has.
 *
 * Memory is bounded although models may never answer: once a request is so old that its answer has long been given, and a
 * score of it would come late, it is forgotten, and what still comes of it is late.
 */
import type { Mailboxes } from '../../rendezvous/mailboxes.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { StoredRecord } from '../kafka/message.ts';
import type { RequestIdentity } from '../messages/request-message.ts';
import type { Cancel } from './alarms.ts';
import { Slots } from './slots.ts';

export interface OpenRequest extends RequestIdentity {
  readonly slot: number;
  readonly partition: number;
  readonly key: Buffer | null;
  /** Of each model whose score has been read. */
  readonly scores: (number | undefined)[];
  /** Read, and not done with until the answer stands. */
  readonly records: StoredRecord[];
  isDecided: boolean;
  /** Its answer stands, or there is none to give. */
  isSettled: boolean;
  wake: Cancel | undefined;
}

/** For how long after the deadline a request is remembered. */
const REMEMBERED_US = 5_000_000;

export class OpenRequests {
  private readonly boxes: Mailboxes;
  private readonly forgottenAfterUs: number;
  private readonly slots = new Slots<OpenRequest>();
  /** In the order in which they were first heard of. */
  private readonly byNumber = new Map<number, OpenRequest>();

  constructor({ rendezvous }: Scenario, boxes: Mailboxes) {
    this.boxes = boxes;
    this.forgottenAfterUs = rendezvous.deadlineUs + REMEMBERED_US;
  }

  at(slot: number): OpenRequest {
    return this.slots.at(slot);
  }

  find(n: number): OpenRequest | undefined {
    return this.byNumber.get(n);
  }

  /** It has been decided and forgotten. */
  isOver({ intendedUs }: RequestIdentity, nowUs: number): boolean {
    return nowUs > intendedUs + this.forgottenAfterUs;
  }

  open(identity: RequestIdentity, { partition, key }: StoredRecord): OpenRequest {
    const { n, source, sourceOrdinal, intendedUs, returnTo } = identity;
    const slot = this.slots.next;
    const request: OpenRequest = {
      ...{ n, source, sourceOrdinal, intendedUs, returnTo, slot, partition, key },
      scores: [],
      records: [],
      isDecided: false,
      isSettled: false,
      wake: undefined,
    };
    this.slots.take(request);
    if (slot >= this.boxes.intendedUs.length) this.boxes.grow(Math.max(64, 2 * slot));
    this.byNumber.set(n, request);
    return request;
  }

  /** Forgets those that are over, and gives them back. */
  sweep(nowUs: number): readonly OpenRequest[] {
    const over: OpenRequest[] = [];
    for (const request of this.byNumber.values()) {
      const isAnswerUnderWay = request.isDecided && !request.isSettled;
      if (this.isOver(request, nowUs) && !isAnswerUnderWay) over.push(request);
    }
    for (const request of over) this.forget(request);
    return over;
  }

  forgetAll(): void {
    for (const request of this.byNumber.values()) this.forget(request);
  }

  private forget(request: OpenRequest): void {
    request.wake?.();
    this.boxes.forget(request.slot);
    this.slots.give(request.slot);
    this.byNumber.delete(request.n);
  }
}
