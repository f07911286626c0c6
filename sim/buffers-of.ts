/** The memory of all typed arrays in a value of plain objects and arrays: sent along, it changes hands instead of being copied. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(value, found);
  return [...found];
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (!ArrayBuffer.isView(value)) for (const part of Object.values(value)) collect(part, found);
  else if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
}
