export function greet({ name, times = 1 }: { name: string; times?: number }): { text: string } {
  return { text: `Hello ${name}`.repeat(times) };
}
