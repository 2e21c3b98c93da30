/** Sets of nodes as rows of one typed array: row `n` is the set that belongs to node `n`. */
export interface BitRows {
  readonly words: number;
  readonly bits: Uint32Array;
}

export function bitRows(rows: number, size: number): BitRows {
  const words = (size + 31) >>> 5;
  return { words, bits: new Uint32Array(rows * words) };
}

export function hasBit({ words, bits }: BitRows, row: number, item: number): boolean {
  return (((bits[row * words + (item >>> 5)] ?? 0) >>> (item & 31)) & 1) === 1;
}

export function setBit({ words, bits }: BitRows, row: number, item: number): void {
  const at = row * words + (item >>> 5);
  bits[at] = (bits[at] ?? 0) | (1 << (item & 31));
}

/** Adds row `from` to row `to`. */
export function unite({ words, bits }: BitRows, to: number, from: number): void {
  const target = to * words;
  const source = from * words;
  for (let word = 0; word < words; word++) {
    bits[target + word] = (bits[target + word] ?? 0) | (bits[source + word] ?? 0);
  }
}

/** The items of a row, ascending. */
export function itemsOf({ words, bits }: BitRows, row: number): number[] {
  const items: number[] = [];
  for (let word = 0; word < words; word++) {
    for (let rest = bits[row * words + word] ?? 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
      items.push(word * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
  return items;
}
