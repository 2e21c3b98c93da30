import type { Diagnostic, PlanDeclaration } from "@orchlang/language";
import { importUnused, parameterUnused, privateUnused } from "./messages.ts";
import type { ModuleNames } from "./module-names.ts";
import { expressionNames, usedNames } from "./used-names.ts";

/** Warnings about imports, private declarations and parameters of plans that nothing uses. */
export function findUnused(names: ModuleNames, started: ReadonlySet<string>): readonly Diagnostic[] {
  const { declarations } = names.module.tree;
  const file = names.module.file.name;
  const usedBy = declarations.map((declaration) => usedNames(declaration));
  const usedAnywhere = new Set(usedBy.flatMap((used) => [...used]));
  const diagnostics: Diagnostic[] = [];
  for (const [name, { node }] of names.imported) {
    if (!usedAnywhere.has(name)) diagnostics.push(importUnused.at({ file, span: node.span }, { name }));
  }
  declarations.forEach((declaration, index) => {
    if (!("private" in declaration) || !("name" in declaration)) return;
    const { name } = declaration;
    if (declaration.private && !usedBy.some((used, other) => other !== index && used.has(name.text))) {
      diagnostics.push(privateUnused.at({ file, span: name.span }, { name: name.text }));
    }
    if (declaration.kind === "planDeclaration" && !declaration.broken) {
      diagnostics.push(...unusedParameters(declaration, file, started.has(name.text)));
    }
  });
  return diagnostics;
}

/**
 * A plan that achieves a goal has the goal's parameters, used or not; and what a trigger hands to a plan is part of
 * what is recorded of its run, so that rules and readers may use it.
 */
function unusedParameters(plan: PlanDeclaration, file: string, started: boolean): readonly Diagnostic[] {
  if (started || plan.headings.some((heading) => heading.kind === "achievesHeading")) return [];
  const used = expressionNames(plan.body);
  const parts = [...plan.clauses, ...(plan.finally === undefined ? [] : [plan.finally])];
  for (const part of parts) for (const name of expressionNames(part)) used.add(name);
  return plan.parameters
    .filter((parameter) => parameter.name.text !== "" && !used.has(parameter.name.text))
    .map((parameter) =>
      parameterUnused.at(
        { file, span: parameter.name.span },
        { name: parameter.name.text, plan: plan.name.text },
      ),
    );
}
