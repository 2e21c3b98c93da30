import { type Analysis, verdictsOf } from "@orchlang/analysis";
import { relativePath } from "@orchlang/checker/load";
import { createSourceFile } from "@orchlang/language";
import type { About, PlanFile, SourceMark } from "@orchlang/plan";

import { assemble } from "../5-plan/assemble.ts";
import type { Document } from "./document.ts";
import { lineSaid } from "./places.ts";

/** Where what a sketch is made of stands. */
export interface SketchSite {
  readonly root: string;
  readonly documents: ReadonlyMap<string, Document>;
  /** The text of a file of the standard library. */
  readonly standard: (file: string) => string | undefined;
}

/**
 * The plan file of a plan or goal of a program that is open, for who wants to see it: without the schemas
 * that only a run asks for, and so not with the id of the one that can be run.
 */
export function sketchOf(analysis: Analysis, entry: string, site: SketchSite): PlanFile | undefined {
  const { documents, root, standard } = site;
  const verdicts = verdictsOf(analysis, entry);
  const analysed = { analysis, diagnostics: [], hints: () => [], verdicts: () => verdicts };
  const made = assemble(analysed, entry, {
    root: "/",
    file: (name) => {
      const text = documents.get(fileOf(name))?.piece(name)?.text ?? standard(name);
      return text === undefined ? undefined : createSourceFile(name, text);
    },
    // Its name is wanted as it is: the place of its piece is looked for by it.
    isStandard: () => true,
  });
  return made && { ...made, about: { ...made.about, ...placed(made.about, documents, root) } };
}

function fileOf(name: string): string {
  const cut = name.indexOf("\u0000");
  return cut === -1 ? name : name.slice(0, cut);
}

/** Marks in pieces as marks in files. */
function placed(
  { map, evidence }: About,
  documents: ReadonlyMap<string, Document>,
  root: string,
): Pick<About, "map" | "evidence" | "files"> {
  const moved = ([key, mark]: [string, SourceMark]): [string, SourceMark] => {
    const path = fileOf(mark.file);
    const document = documents.get(path);
    if (document === undefined) return [key, mark];
    const start = document.offset(mark.file, mark.start) ?? mark.start;
    const line = document.line(mark.file, mark.start) + 1;
    return [key, { file: relativePath(root, path), start, end: start + mark.end - mark.start, line }];
  };
  const line = (file: string, offset: number): number => documents.get(fileOf(file))?.line(file, offset) ?? 0;
  return {
    map: Object.fromEntries(Object.entries(map).map(moved)),
    evidence: Object.fromEntries(Object.entries(evidence).map(([id, says]) => [id, lineSaid(says, line)])),
    files: {},
  };
}
