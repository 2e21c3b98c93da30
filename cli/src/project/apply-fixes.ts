import { readFileSync, writeFileSync } from "node:fs";
import type { CompileResult } from "@orchlang/compiler";
import { applyEdits, type Diagnostic, type Fix, type TextEdit } from "@orchlang/language";
import type { FileHost } from "./host.ts";

/** A change that is printed and was not made. */
interface SkippedFix {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
  readonly because: string;
}

export interface FixedFiles {
  readonly made: number;
  readonly skipped: readonly SkippedFix[];
}

type Texts = ReadonlyMap<string, string>;

/**
 * Makes the fixes that are safe: that leave what is meant as it is, meet no other and take no proof away.
 * @param compiledWith compiles with these texts in the place of what is in the files.
 */
export function applySafeFixes(
  before: CompileResult,
  host: FileHost,
  compiledWith: (texts: Texts) => CompileResult,
): FixedFiles {
  const skipped: SkippedFix[] = [];
  const chosen: SkippedFix[] = [];
  for (const diagnostic of before.diagnostics) {
    const [first] = diagnostic.fixes;
    if (first === undefined) continue;
    const fix = diagnostic.fixes.find(({ safe }) => safe);
    if (fix === undefined)
      skipped.push({ diagnostic, fix: first, because: "only its author knows whether this was intended" });
    else if (meets(fix, chosen))
      skipped.push({ diagnostic, fix, because: "it overlaps another fix: check again" });
    else chosen.push({ diagnostic, fix, because: "a proved rule would no longer be proved" });
  }
  // A plan with an error has no proofs: those of warnings are compared with what the mended program proves.
  const mends = chosen.filter(({ diagnostic }) => diagnostic.severity === "error");
  const mended = keeping(before, mends, [], (fixes) => compiledWith(textsOf(fixes, host)));
  const rest = chosen.filter((one) => !mends.includes(one));
  const base = mended.length === 0 ? before : compiledWith(textsOf(mended, host));
  const kept = keeping(base, rest, mended, (fixes) => compiledWith(textsOf(fixes, host)));
  for (const [file, text] of textsOf(kept, host)) writeAs(file, text);
  return { made: kept.length, skipped: [...skipped, ...chosen.filter((one) => !kept.includes(one))] };
}

/** All those made before, and of the others as many as take no proof away. */
function keeping(
  base: CompileResult,
  others: readonly SkippedFix[],
  made: readonly SkippedFix[],
  compiledWith: (fixes: readonly SkippedFix[]) => CompileResult,
): readonly SkippedFix[] {
  const stays = (fixes: readonly SkippedFix[]): boolean => keepsProofs(base, compiledWith(fixes));
  if (others.length === 0) return made;
  const all = [...made, ...others];
  return stays(all) ? all : oneByOne(others, stays, made);
}

/** Those that take no proof away beside those before them. */
function oneByOne(
  chosen: readonly SkippedFix[],
  stays: (fixes: readonly SkippedFix[]) => boolean,
  made: readonly SkippedFix[],
): readonly SkippedFix[] {
  const kept = [...made];
  for (const one of chosen) if (stays([...kept, one])) kept.push(one);
  return kept;
}

function keepsProofs(before: CompileResult, after: CompileResult): boolean {
  return before.targets.every(({ name }) => {
    const proved = provedOf(before, name);
    if (proved.length === 0) return true;
    const still = new Set(provedOf(after, name));
    return proved.every((rule) => still.has(rule));
  });
}

function provedOf(result: CompileResult, target: string): readonly string[] {
  const obligations = result.plan(target)?.plan.obligations ?? [];
  return obligations.flatMap(({ id, verdict }) => (verdict === "proved" ? [id] : []));
}

function textsOf(fixes: readonly SkippedFix[], host: FileHost): Texts {
  const edits = Map.groupBy(
    fixes.flatMap(({ fix }) => fix.edits),
    ({ file }) => file,
  );
  return new Map(
    [...edits].flatMap(([file, changes]) => {
      const source = host.source(file);
      return source === undefined ? [] : [[file, applyEdits(source.text, 0, changes)] as const];
    }),
  );
}

/** With the line ends and the byte order mark that the file has: what was not wrong stays as it is. */
function writeAs(file: string, text: string): void {
  const before = readFileSync(file, "utf8");
  const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
  writeFileSync(file, mark + (before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text));
}

function meets({ edits }: Fix, others: readonly SkippedFix[]): boolean {
  return edits.some((edit) =>
    others.some(({ fix }) => fix.edits.some((other) => edit.file === other.file && touches(edit, other))),
  );
}

function touches({ span }: TextEdit, { span: other }: TextEdit): boolean {
  return span.start <= other.end && other.start <= span.end;
}
