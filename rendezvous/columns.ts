/** Typed arrays as table columns that can become longer: the fresh one takes over what stood in the old one. */
export function enlarged<
  Column extends Float64Array | Int32Array | Int16Array | Uint16Array | Int8Array | Uint8Array,
>(old: Column, fresh: Column): Column {
  fresh.set(old);
  return fresh;
}
