import type { Diagnostic, Fix, SourceFile } from "@orchlang/language";
import {
  type Declaration,
  type Import,
  type ImportedName,
  type Name,
  type Span,
  visit,
} from "@orchlang/language/ast";
import { once } from "../once.ts";
import type { ModuleNames } from "./collect-names.ts";
import { importUnused, privateUnused, valueUnused } from "./messages.ts";
import type { Outline } from "./outline.ts";

/** Warnings about imports, private declarations, and parameters and values of plans that nothing uses. */
export function findUnused(
  outlines: readonly Outline[],
  names: ModuleNames,
  started: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { declarations } = names.module.tree;
  const file = names.module.file.name;
  const uses = once(() => usesIn(outlines));
  const diagnostics: Diagnostic[] = [...unusedImports(names, names.imported, wordsUsed(outlines))];
  declarations.forEach((declaration, index) => {
    if (!("private" in declaration) || !("name" in declaration)) return;
    const { name } = declaration;
    const outline = outlines[index] as Outline;
    // Its own words are no use of it.
    if (mayBeUnused(declaration) && (uses().get(name.text) ?? 0) === (outline.words.has(name.text) ? 1 : 0)) {
      diagnostics.push(unusedPrivate(name, file));
    }
    diagnostics.push(...unusedParameters(declaration, file, { isStarted: started.has(name.text), outline }));
    diagnostics.push(...unusedLets(declaration, file, outline, (text) => uses().has(text)));
  });
  return diagnostics;
}

/** True if a warning is due if nothing in its module uses its name. */
export function mayBeUnused(declaration: Declaration): boolean {
  return declaration.kind !== "defaultsDeclaration" && "private" in declaration && declaration.private;
}

/** By how many declarations each name is used. */
function usesIn(outlines: readonly Outline[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { words } of outlines) for (const name of words) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/** True if any declaration uses a name; as many are looked through as it takes to find it. */
function wordsUsed(outlines: readonly Outline[]): (name: string) => boolean {
  const collected = new Set<string>();
  let next = 0;
  return (name) => {
    while (!collected.has(name) && next < outlines.length) {
      for (const word of outlines[next]?.words ?? []) collected.add(word);
      next += 1;
    }
    return collected.has(name);
  };
}

/** The unused imports of a module. */
export function unusedImports(
  { module }: Pick<ModuleNames, "module">,
  imported: ModuleNames["imported"],
  isUsed: (name: string) => boolean,
): readonly Diagnostic[] {
  const homes = new Map(module.tree.imports.flatMap((home) => home.names.map((node) => [node, home])));
  return [...imported].flatMap(([name, { node }]) => {
    if (isUsed(name)) return [];
    const fixes = removeImport(node, homes.get(node), module.file);
    return [importUnused.at({ file: module.file.name, span: node.span }, { name }, { fixes })];
  });
}

export function unusedPrivate(name: Name, file: string): Diagnostic {
  return privateUnused.at({ file, span: name.span }, { name: name.text });
}

/**
 * A plan that achieves a goal has the goal's parameters, used or not; and what a trigger hands to a plan is part of
 * what is recorded of its run, so that rules and readers may use it.
 */
export function unusedParameters(
  plan: Declaration,
  file: string,
  { isStarted, outline }: { readonly isStarted: boolean; readonly outline: Pick<Outline, "inside"> },
): readonly Diagnostic[] {
  if (plan.kind !== "planDeclaration" || plan.broken) return [];
  if (isStarted || plan.headings.some((heading) => heading.kind === "achievesHeading")) return [];
  return plan.parameters
    .filter((parameter) => parameter.name.text !== "" && !outline.inside.has(parameter.name.text))
    .map((parameter) =>
      valueUnused.at(
        { file, span: parameter.name.span },
        { name: parameter.name.text, plan: plan.name.text, is: "parameter" },
      ),
    );
}

/** Values of a plan that nothing in it uses. @param isUsed if a scenario may read it: each sees the names of its plan. */
export function unusedLets(
  plan: Declaration,
  file: string,
  { inside }: Pick<Outline, "inside">,
  isUsed: (name: string) => boolean,
): readonly Diagnostic[] {
  if (plan.kind !== "planDeclaration" || plan.broken) return [];
  const diagnostics: Diagnostic[] = [];
  visit(plan.body, {
    let({ name: { text, span } }) {
      if (text !== "" && !inside.has(text) && !isUsed(text))
        diagnostics.push(valueUnused.at({ file, span }, { name: text, plan: plan.name.text, is: "value" }));
      return undefined;
    },
  });
  return diagnostics;
}

/** Takes an imported name away: with its comma, or the whole line of its import where it is the only one. */
function removeImport(name: ImportedName, home: Import | undefined, file: SourceFile): readonly Fix[] {
  if (home === undefined || home.broken) return [];
  const span = home.names.length === 1 ? wholeLine(file, home.span) : withComma(file, name.span);
  const edits = [{ file: file.name, span, newText: "" }];
  return [{ title: `Take \`${name.name.text}\` away`, safe: true, edits }];
}

function withComma({ text }: SourceFile, span: Span): Span {
  const behind = /^\s*,[^\S\n]*/u.exec(text.slice(span.end))?.[0].length;
  if (behind !== undefined) return { start: span.start, end: span.end + behind };
  const before = /,\s*$/u.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return { start: span.start - before, end: span.end };
}

/** The line end goes too, where nothing else stands on the lines. */
function wholeLine({ text }: SourceFile, span: Span): Span {
  const begins = span.start === 0 || text[span.start - 1] === "\n";
  return begins && text[span.end] === "\n" ? { start: span.start, end: span.end + 1 } : span;
}
