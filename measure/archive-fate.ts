/** A record of the input stream, and what became of it at one decoy. */
export interface ArchiveFate {
  readonly partition: number;
  readonly offset: number;
  readonly appendedUs: number;
  /** NEVER where it was not archived. */
  readonly archivedUs: number;
  /** How often it stands in the archive, and how many of these have other bytes. */
  readonly copies: number;
  readonly conflicting: number;
  /** It was archived after one that stands behind it in its partition. */
  readonly isInverted: boolean;
  /** The bytes are those that stood in the stream. */
  readonly isFaithful: boolean;
  /** When the decoy read it first, and committed it; NEVER: it did not, or nobody knows. */
  readonly readUs: number;
  readonly committedUs: number;
  /** The size of its payload; NaN: nobody knows. */
  readonly bytes: number;
  /** Whose request it is, and which of that source; -1: nobody knows. */
  readonly source: number;
  readonly sourceOrdinal: number;
}

/** A source, by its place in the scenario, and the number of the request there; -1 where nobody knows. */
export interface RequestOrigin {
  readonly source: number;
  readonly ordinal: number;
}
