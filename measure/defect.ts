/**
 * An identity that every run must keep was broken: the stages of a request do not add up to its latency, outcomes do
 * not sum, a request was settled twice. That is a defect of this program, never a finding about the scenario, so it
 * is thrown instead of reported; the command line turns it into the verdict `error` and exit status 70.
 */
export class DefectError extends Error {
  override readonly name = 'DefectError';
}
