import { createSourceFile, parse } from "@orchlang/language";
import { type Edit, edited, tidied } from "./cut.ts";
import { editsOf } from "./edits.ts";

/** How long is looked for a smaller program. */
export interface ShrinkLimits {
  /** Programs that are tried at most. */
  readonly tries: number;
}

/**
 * The smallest program found of which `holds` is true, of those that one edit after another leads to.
 *
 * @param holds asked of each program once.
 */
export function shrinkText(text: string, holds: (text: string) => boolean, { tries }: ShrinkLimits): string {
  const known = new Set<string>([text]);
  let left = tries;
  let best = text;
  for (let isSmaller = true; isSmaller && left > 0; ) {
    isSmaller = false;
    let edits = editsIn(best);
    // After a success the tree is another; its edits begin where those of the old one stood.
    for (let at = 0; at < edits.length && left > 0; at++) {
      const one = tidied(edited(best, edits[at] as Edit));
      if (known.has(one) || one.length > best.length) continue;
      known.add(one);
      left -= 1;
      if (!holds(one)) continue;
      best = one;
      isSmaller = true;
      edits = editsIn(best);
      at = Math.max(-1, at - 2);
    }
  }
  return best;
}

function editsIn(text: string): readonly Edit[] {
  return editsOf(text, parse(createSourceFile("program.orch", text)).file);
}
