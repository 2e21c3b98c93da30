/** A binary heap of numbers that gives the smallest first. */
export interface Heap {
  push(item: number): void;
  pop(): number | undefined;
}

export function smallestFirst(): Heap {
  const items: number[] = [];
  const at = (index: number): number => items[index] ?? Number.POSITIVE_INFINITY;
  return {
    push(item) {
      let index = items.push(item) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (at(parent) <= item) break;
        items[index] = at(parent);
        index = parent;
      }
      items[index] = item;
    },
    pop() {
      const smallest = items[0];
      const last = items.pop();
      if (last === undefined || items.length === 0) return smallest;
      let index = 0;
      for (;;) {
        let child = 2 * index + 1;
        if (at(child + 1) < at(child)) child++;
        if (at(child) >= last) break;
        items[index] = at(child);
        index = child;
      }
      items[index] = last;
      return smallest;
    },
  };
}
