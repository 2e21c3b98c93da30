import { createSourceFile, format, parse } from "@orchlang/language";
import { blocksOf } from "./blocks.ts";

/** The page with every program that stands by itself laid out as `orch format` does it. What can't be read is left. */
export function withLayout(page: string): string {
  const lines = page.split("\n");
  // From the end, so that the lines above keep their numbers.
  for (const { line, text, whole } of blocksOf(page).toReversed()) {
    const parsed = parse(createSourceFile("/shown.orch", `${text}\n`));
    if (!whole || parsed.diagnostics.length > 0) continue;
    const laidOut = format(parsed).trimEnd().split("\n");
    lines.splice(line, text.split("\n").length, ...laidOut);
  }
  return lines.join("\n");
}
