import { type Node, visit } from "@orchlang/language";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** Where a step is named, as in `after`, in a fault or in a word of the operator. */
export function stepItems(
  _gap: Gap,
  { look, way }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind === "afterOption") {
    const own = way.findLast((node) => node.kind === "step");
    return stepsOf(look.declaration).filter(({ label }) => own?.kind !== "step" || label !== own.name.text);
  }
  if (parent === undefined || !stepPlaces.has(parent.kind)) return undefined;
  const target = look.declaration.kind === "scenarioDeclaration" ? look.declaration.target.text : "";
  const definition = look.module.names.own.get(target) ?? look.module.names.imported.get(target)?.definition;
  return definition === undefined ? [] : stepsOf(definition.declaration);
}

const stepPlaces: ReadonlySet<string> = new Set([
  "crashFault",
  "workerFault",
  "operatorResolution",
  "expectInDoubt",
]);

function stepsOf(declaration: Node): readonly Item[] {
  const names: string[] = [];
  visit(declaration, {
    step: ({ name }) => void names.push(name.text),
    let: ({ name }) => void names.push(name.text),
  });
  return names.filter((name) => name !== "").map((label) => ({ label, kind: "step", rank: ranks.wanted }));
}
