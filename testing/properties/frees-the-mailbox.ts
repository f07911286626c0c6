/** The decision closes the mailbox, whoever has not scored yet: so memory is bounded by the requests under way. */
import type { Property } from './property.ts';

const SHOWN_BY = { 'all-closed': { measure: 'mailboxes.openAtEnd', atMost: 0 } } as const;

export const freesTheMailbox: Property = {
  name: 'frees-the-mailbox',
  sentence: 'the mailbox is freed by the decision',
  alone({ openMailboxes, interleaving }) {
    if (openMailboxes === 0) return undefined;
    return {
      request: interleaving.requests.length - 1,
      but: `${openMailboxes} mailboxes were still open when all was over`,
      due: 'none',
      shownBy: SHOWN_BY,
    };
  },
  inRun({ openMailboxes, rows }) {
    const undecided = rows.filter((row) => row.decidedUs < 0).length;
    if (openMailboxes <= undecided) return undefined;
    return {
      ordinal: -1,
      but: `${openMailboxes} mailboxes were still open when every request had been decided`,
      due: 'none',
      shownBy: SHOWN_BY,
    };
  },
};
