/** What a comparison of plots with a result has found so far. */
export interface Comparison {
  /** In words. */
  readonly differences: string[];
  /** Values that were held against each other. */
  compared: number;
}
