import { type Path, visit } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import { definitionAt } from "./module.ts";
import type { ProgramContext } from "./program.ts";

/** The plans that the text of a plan calls, those of the goals that it calls among them. */
export function calledPlans(
  plan: Definition<"plan">,
  program: ProgramContext,
): readonly Definition<"plan">[] {
  const module = program.home(plan);
  const called: Definition<"plan">[] = [];
  const call = ({ path }: { readonly path: Path }): undefined => {
    const found = definitionAt(module, path, "plan", "goal");
    if (found !== undefined) called.push(...(found.kind === "plan" ? [found] : program.plansOf(found)));
  };
  visit(plan.declaration, {
    attempt: (node) => call(node.call),
    quorum: (node) => {
      for (const each of node.calls) call(each);
      return undefined;
    },
  });
  return called;
}
