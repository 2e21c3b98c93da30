/**
 * The name of the statement that a step is an instance of: `launch.review[2]` → `review`, `undo charge` → `charge`. A
 * graph draws a statement once, however many rounds it is in.
 */
export function nodeOfStep(step: string): string {
  const plain = step.replace(/^(?:undo|confirm) /u, "").replaceAll(/\[\d+\]/gu, "");
  return plain.slice(plain.lastIndexOf(".") + 1);
}
