/**
 * Which requests were under way alone, and whether the scores of those got lost as well.
 *
 * Whatever goes wrong between requests (one takes what belongs to another) cannot go wrong where there is no other. So
 * the requests that met nobody, neither one before them nor one after, are what tells a theft from a policy that ignores
 * scores whoever asks.
 */
export interface CompanyMeasures {
  readonly alone: number;
  /** Of the alone: those whose scores were all there and not used. */
  readonly aloneRobbed: number;
}

export class Company {
  private alone = 0;
  private aloneRobbed = 0;
  /** Until when the requests so far are open. */
  private openUntilUs = -1;
  private lastIsAlone = false;
  private lastIsRobbed = false;

  /** The next request in order of arrival: when the server saw it and decided it. */
  follow(seenUs: number, decidedUs: number, isRobbed: boolean): void {
    const isMet = seenUs < this.openUntilUs;
    if (this.lastIsAlone && !isMet) this.countLast();
    this.lastIsAlone = !isMet;
    this.lastIsRobbed = isRobbed;
    if (decidedUs > this.openUntilUs) this.openUntilUs = decidedUs;
  }

  clear(): void {
    this.alone = 0;
    this.aloneRobbed = 0;
    this.lastIsAlone = false;
  }

  finish(): CompanyMeasures {
    if (this.lastIsAlone) this.countLast();
    this.lastIsAlone = false;
    return { alone: this.alone, aloneRobbed: this.aloneRobbed };
  }

  private countLast(): void {
    this.alone++;
    if (this.lastIsRobbed) this.aloneRobbed++;
  }
}
