import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSourceFile } from "@orchlang/language/display";
import type { About, SourceMark } from "@orchlang/plan";

const linesMax = 8;

/** The lines that something is written in; none where the text cannot be had, or is not the one that was compiled. */
export function sourceExcerpt(root: string, about: About, mark: SourceMark | undefined): readonly string[] {
  const text = mark === undefined ? undefined : textOf(join(root, mark.file));
  if (mark === undefined || text === undefined) return [];
  if (createHash("sha256").update(text).digest("hex") !== about.files[mark.file]) return [];
  const lines = text.slice(text.lastIndexOf("\n", mark.start - 1) + 1, mark.end).split("\n");
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  const shown = lines.slice(0, linesMax).map((line) => line.slice(indent).trimEnd());
  return lines.length > linesMax ? [...shown, "…"] : shown;
}

function textOf(path: string): string | undefined {
  try {
    return createSourceFile(path, readFileSync(path, "utf8")).text;
  } catch {
    // A plan file travels without its source.
    return undefined;
  }
}
