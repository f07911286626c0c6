/**
 * What faults in force do to one target, a role's process or a broker: those that overlap last as long as the longest,
 * delays add up, and whoever is killed is started again as one that nobody has stopped. The rules are those of the
 * simulator (sim/fault-director.ts); nothing is done to anybody here.
 */

/** In which state the faults in force leave their target. */
export interface Plight {
  readonly isDead: boolean;
  readonly isStopped: boolean;
  readonly isCut: boolean;
  /** Added to each way between it and the brokers. */
  readonly addUs: number;
}

export type HoldingFault =
  | { readonly kind: 'crash' | 'pause' | 'cut' }
  | { readonly kind: 'delay'; readonly addUs: number };

export class Hold {
  private deadUntilUs = 0;
  private stoppedUntilUs = 0;
  private cutUntilUs = 0;
  private delays: { readonly addUs: number; readonly toUs: number }[] = [];

  /** A fault begins that lasts to `toUs` (Infinity: to the end). False where the target does not feel it. */
  befall(fault: HoldingFault, nowUs: number, toUs: number): boolean {
    const wasDead = this.deadUntilUs > nowUs;
    switch (fault.kind) {
      case 'crash': {
        const isLonger = toUs > this.deadUntilUs;
        this.deadUntilUs = Math.max(this.deadUntilUs, toUs);
        this.stoppedUntilUs = 0;
        return isLonger;
      }
      case 'pause': {
        if (wasDead) return false;
        const isLonger = toUs > this.stoppedUntilUs;
        this.stoppedUntilUs = Math.max(this.stoppedUntilUs, toUs);
        return isLonger;
      }
      case 'cut': {
        const isLonger = toUs > this.cutUntilUs;
        this.cutUntilUs = Math.max(this.cutUntilUs, toUs);
        return isLonger && !wasDead;
      }
      case 'delay':
        this.delays.push({ addUs: fault.addUs, toUs });
        return !wasDead;
    }
  }

  plightAt(nowUs: number): Plight {
    const delays = this.delays.filter(({ toUs }) => toUs > nowUs);
    return {
      isDead: this.deadUntilUs > nowUs,
      isStopped: this.stoppedUntilUs > nowUs,
      isCut: this.cutUntilUs > nowUs,
      addUs: delays.reduce((sum, { addUs }) => sum + addUs, 0),
    };
  }

  /** Nothing holds it, or will not for ever: it works, or will again. */
  isExpected(): boolean {
    return this.deadUntilUs !== Infinity && this.stoppedUntilUs !== Infinity;
  }

  /** Every fault ends now, those that would last to the end too. */
  liftAll(): void {
    this.deadUntilUs = 0;
    this.stoppedUntilUs = 0;
    this.cutUntilUs = 0;
    this.delays = [];
  }
}
