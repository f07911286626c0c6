/**
 * What a wire has carried and held up, counted since it was laid: the difference of two tallies tells what a fault did,
 * and whether it is over. Plain data, so that it can be sent.
 */
export interface Tally {
  /** Connections between the client and brokers right now, also those that a cut keeps from being made. */
  readonly connections: number;
  /** Bytes handed on: to the brokers, and from them. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Of all bytes that came, both ways, those that an added delay made late. */
  readonly delayedBytes: number;
  /** Those that were under way or came while the wire was cut. */
  readonly heldBytes: number;
  /** Tries to connect that came while the wire was cut. */
  readonly heldConnections: number;
}
