/** Models as a bit set: bit m stands for the model with index m. */
export function bitsOf(models: readonly number[]): number {
  return models.reduce((bits, model) => bits | (1 << model), 0);
}
