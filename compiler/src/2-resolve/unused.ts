import type { Declaration, Diagnostic, Name } from "@orchlang/language";
import { importUnused, parameterUnused, privateUnused } from "./messages.ts";
import type { ModuleNames } from "./module-names.ts";
import type { Outline } from "./outline.ts";
import { removeImport } from "./remove-import.ts";

/** Warnings about imports, private declarations and parameters of plans that nothing uses. */
export function findUnused(
  outlines: readonly Outline[],
  names: ModuleNames,
  started: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { declarations } = names.module.tree;
  const file = names.module.file.name;
  /** By how many declarations each name is used. */
  const uses = new Map<string, number>();
  for (const { words } of outlines) for (const name of words) uses.set(name, (uses.get(name) ?? 0) + 1);
  const diagnostics: Diagnostic[] = [...unusedImports(names, names.imported, (name) => uses.has(name))];
  declarations.forEach((declaration, index) => {
    if (!("private" in declaration) || !("name" in declaration)) return;
    const { name } = declaration;
    // Its own words are no use of it.
    const outline = outlines[index] as Outline;
    const own = outline.words.has(name.text) ? 1 : 0;
    if (declaration.private && (uses.get(name.text) ?? 0) === own) {
      diagnostics.push(unusedPrivate(name, file));
    }
    diagnostics.push(...unusedParameters(declaration, file, started.has(name.text), outline.inside));
  });
  return diagnostics;
}

/** Of what a module imports, what it does not use. */
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
  started: boolean,
  used: ReadonlySet<string>,
): readonly Diagnostic[] {
  if (plan.kind !== "planDeclaration" || plan.broken) return [];
  if (started || plan.headings.some((heading) => heading.kind === "achievesHeading")) return [];
  return plan.parameters
    .filter((parameter) => parameter.name.text !== "" && !used.has(parameter.name.text))
    .map((parameter) =>
      parameterUnused.at(
        { file, span: parameter.name.span },
        { name: parameter.name.text, plan: plan.name.text },
      ),
    );
}
