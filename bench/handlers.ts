/** The least that a capability can do. */
export function addOne({ n }: { n: number }): number {
  return n + 1;
}
