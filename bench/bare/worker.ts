/** The least that a step can be: a value in, a value out. */
export default function step(n: number): number {
  return n + 1;
}
