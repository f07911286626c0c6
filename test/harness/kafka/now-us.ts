/** The clock that tests and benches give to senders: microseconds since this process began. */
export const nowUs = (): number => Math.round(performance.now() * 1_000);
