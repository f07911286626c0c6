/** Quantities as the scenario language writes them. The first of each list is the simplest, and shrinking ends there. */
import fc from 'fast-check';

export const shortTime = fc.constantFrom('10ms', '5ms', '1ms', '20ms', '50ms', '100ms', '0ms');
export const longTime = fc.constantFrom('1s', '500ms', '200ms', '100ms', '2s');

/** Service times: constant ones first. */
export const serviceTime = fc.oneof(
  { withCrossShrink: true },
  shortTime,
  fc.constantFrom('150ms', '200ms', '300ms'),
  shortTime.map((mean) => (mean === '0ms' ? mean : { exponential: { mean } })),
  fc.constant({ lognormal: { p50: '20ms', p99: '100ms' } }),
);

export const share = fc.constantFrom('0%', '10%', '50%', '100%');
export const deadline = fc.constantFrom('100ms', '200ms', '50ms', '250ms');
