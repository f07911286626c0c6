/**
 * What a role saw or did, and when: one row of six numbers, so that it is written in a microsecond and read by the
 * million. Instants are absolute (`clock.ts`), so that a role can observe before it knows the run's zero.
 *
 * | kind            | n       | a          | b                  | atUs              | c                               | by        |
 * |-----------------|---------|------------|--------------------|-------------------|---------------------------------|-----------|
 * | launched        | request | copy 0, 1  | 0                  | handed to sender  | checksum of the payload         | front end |
 * | acknowledged    | request | partition  | offset             | acknowledged      | when it was given to the network | whoever sends |
 * | failed          | request | partition  | 0                  | told              | 0                               | whoever sends |
 * | indeterminate   | request | partition  | 0                  | told              | 0                               | whoever sends |
 * | read            | request | partition  | offset             | handed over       | 0                               | whoever reads requests |
 * | started         | request | partition  | offset             | service started   | 0                               | model, enrichment |
 * | ended           | request | partition  | offset             | service ended     | FATE of the ledger              | model, enrichment |
 * | skipped         | request | partition  | offset             | dropped           | 0                               | model |
 * | hung            | request | partition  | offset             | swallowed         | 0                               | model, enrichment, rendezvous |
 * | dropped         | request | partition  | offset             | dropped           | 0                               | enrichment |
 * | scoreRead       | request | model      | offset on scores   | handed over       | 1 a score, 2 an error           | rendezvous |
 * | decided         | request | decision   | settled by, or -1  | decided           | 2 × (order + 1) + preferred     | rendezvous |
 * | answerRead      | request | decision   | offset on results  | handed over       | RECEIPT                         | front end |
 * | misaddressed    | request | partition  | offset on results  | handed over       | 0                               | front end |
 * | archived        | request | partition  | offset on input    | durable           | 0                               | decoy |
 * | committed       | -1      | partition  | next offset        | acknowledged      | 0                               | whoever reads requests |
 * | assigned        | -1      | partition  | 0                  | joined            | 0                               | whoever reads |
 * | revoked         | -1      | partition  | 0                  | lost              | 0                               | whoever reads |
 * | woke            | -1      | model      | 0                  | process started   | 0                               | model |
 * | dying           | -1      | fault      | step               | just before       | 0                               | decoy |
 * | earlyScore      | request | model      | offset on scores   | handed over       | 0                               | rendezvous |
 * | lateScore       | request | model      | offset on scores   | handed over       | 0                               | rendezvous |
 * | alarm           | -1      | canary     | model, or -1       | told              | 0 input, 1 model                | monitor |
 * | sampled         | -1      | canary     | which list         | at the end        | a score                         | monitor |
 * | monitored       | -1      | canary     | reference scores   | at the end        | unpaired                        | monitor |
 *
 * What a role is going to do or say it observes before it does so, what it is told when it is told. So a kill can take
 * nothing but the last things that its process was told: acknowledgements of what was on its way, what was archived or
 * committed by them. Whatever else is missing was not observed, and the account says so.
 *
 * Requests with a negative number warm connections and code before zero; they are observed like others and not counted.
 */
export const OBSERVED = {
  launched: 1,
  acknowledged: 2,
  failed: 3,
  indeterminate: 4,
  read: 5,
  started: 6,
  ended: 7,
  skipped: 8,
  hung: 9,
  dropped: 10,
  scoreRead: 11,
  decided: 12,
  answerRead: 13,
  misaddressed: 14,
  archived: 15,
  committed: 16,
  assigned: 17,
  revoked: 18,
  dying: 19,
  earlyScore: 20,
  lateScore: 21,
  alarm: 22,
  monitored: 23,
  sampled: 24,
  woke: 25,
} as const;

export type Observed = (typeof OBSERVED)[keyof typeof OBSERVED];

/** What the front end made of an answer. */
export const RECEIPT = { reply: 0, duplicate: 1, conflicting: 2 } as const;

/** Numbers in a row, and where each stands. */
export const OBSERVATION_SIZE = 6;
export const KIND = 0;
export const REQUEST = 1;
export const A = 2;
export const B = 3;
export const AT_US = 4;
export const C = 5;
