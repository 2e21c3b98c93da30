import type { Declaration, Diagnostic, Name } from "@orchlang/language";
import { importUnused, parameterUnused, privateUnused } from "./messages.ts";
import type { ModuleNames } from "./module-names.ts";
import { removeImport } from "./remove-import.ts";
import { insideNames, mentionedNames, usedInPlan, usedNames } from "./used-names.ts";

/** Warnings about imports, private declarations and parameters of plans that nothing uses. */
export function findUnused(names: ModuleNames, started: ReadonlySet<string>): readonly Diagnostic[] {
  const { declarations } = names.module.tree;
  const file = names.module.file.name;
  const mentioned = mentionedNames();
  const insidePlans = new Map<Declaration, ReadonlySet<string>>();
  const usedBy = declarations.map((declaration) => {
    if (declaration.kind !== "planDeclaration") return usedNames(declaration, mentioned);
    const { inside, all } = usedInPlan(declaration, mentioned);
    insidePlans.set(declaration, inside);
    return all;
  });
  /** By how many declarations each name is used. */
  const uses = new Map<string, number>();
  for (const used of usedBy) for (const name of used) uses.set(name, (uses.get(name) ?? 0) + 1);
  const diagnostics: Diagnostic[] = [...unusedImports(names, names.imported, (name) => uses.has(name))];
  declarations.forEach((declaration, index) => {
    if (!("private" in declaration) || !("name" in declaration)) return;
    const { name } = declaration;
    // Its own words are no use of it.
    const own = usedBy[index]?.has(name.text) ? 1 : 0;
    if (declaration.private && (uses.get(name.text) ?? 0) === own) {
      diagnostics.push(unusedPrivate(name, file));
    }
    diagnostics.push(
      ...unusedParameters(declaration, file, started.has(name.text), insidePlans.get(declaration)),
    );
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
  inside?: ReadonlySet<string>,
): readonly Diagnostic[] {
  if (plan.kind !== "planDeclaration" || plan.broken) return [];
  if (started || plan.headings.some((heading) => heading.kind === "achievesHeading")) return [];
  const used = inside ?? insideNames(plan);
  return plan.parameters
    .filter((parameter) => parameter.name.text !== "" && !used.has(parameter.name.text))
    .map((parameter) =>
      parameterUnused.at(
        { file, span: parameter.name.span },
        { name: parameter.name.text, plan: plan.name.text },
      ),
    );
}
