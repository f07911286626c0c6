/**
 * Counts a batch's service once. Requests of one batch start and end together, so a service with the same two
 * instants as one just counted is the same service. Only a few hundred can be under way, and a table of a thousand
 * places by start time tells them apart; requests are settled in order of arrival, close to their batch.
 */
const PLACES = 1_024;

export class SharedService {
  private readonly startedUs = new Float64Array(PLACES).fill(-1);
  private readonly endedUs = new Float64Array(PLACES).fill(-1);

  /** Whether this service was counted before; from now on it is. */
  seen(startedUs: number, endedUs: number): boolean {
    const place = Math.imul(startedUs | 0, 0x9e3779b1) >>> 22;
    if (this.startedUs[place] === startedUs && this.endedUs[place] === endedUs) return true;
    this.startedUs[place] = startedUs;
    this.endedUs[place] = endedUs;
    return false;
  }
}
