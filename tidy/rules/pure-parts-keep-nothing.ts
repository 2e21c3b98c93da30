import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";
import { pure } from "../workspaces.ts";

const changes = /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)$/;

/** The variables of a module itself. */
function own({ body }: Module): readonly Node[] {
  return body.flatMap((statement): readonly Node[] => {
    const declaration = isNode(statement.declaration) ? statement.declaration : statement;
    return declaration.type === "VariableDeclaration" && declaration.declare !== true ? [declaration] : [];
  });
}

/** Those that can be set anew, and those on which something is called that changes them. */
function kept(module: Module): readonly Node[] {
  const changed = new Set(
    module.nodes("CallExpression").flatMap(({ callee }) => {
      if (!isNode(callee) || !isNode(callee.property) || !isNode(callee.object)) return [];
      return changes.test(String(callee.property.name)) ? [String(callee.object.name)] : [];
    }),
  );
  return own(module).flatMap((declaration) => {
    if (declaration.kind !== "const") return [declaration];
    return (declaration.declarations as readonly Node[]).filter(({ id, init }) => {
      const weak = isNode(init) && isNode(init.callee) && /^Weak(?:Map|Set)$/.test(String(init.callee.name));
      return isNode(id) && changed.has(String(id.name)) && !weak;
    });
  });
}

export const purePartsKeepNothing: Rule = {
  name: "No pure part keeps state between calls.",
  find: (tree) =>
    modules(tree, pure).flatMap((module) =>
      kept(module).map(({ start }) => `${module.at(start)}: a module's own state`),
    ),
  broken: {
    "compiler/src/a.ts": "let count = 0;\nexport const next = () => ++count;",
    "plan/src/b.ts":
      "const seen = new Map<string, number>();\nexport const see = (x: string) => seen.set(x, 1);",
    "language/src/c.ts":
      "export const found: string[] = [];\nexport const find = (x: string) => found.push(x);",
  },
  sound: {
    "plan/src/d.ts":
      'export const names = new Map([["a", 1]]);\nexport const none: ReadonlySet<string> = new Set();',
    "plan/src/e.ts":
      "const made = new WeakMap<object, number>();\nexport const make = (x: object) => made.set(x, 1);",
  },
};
