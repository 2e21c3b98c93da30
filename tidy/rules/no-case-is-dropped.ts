import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";

/**
 * TypeScript asks for every member of a union where a switch ends a function that returns something
 * (`noImplicitReturns`). Anywhere else a member without a case compiles, so that a new kind of option would be parsed
 * and then forgotten. There a `default` says which is meant: `option satisfies never` (none is left) or a plain `return`
 * (nothing to do).
 */
export const noCaseIsDropped: Rule = {
  name: "No switch leaves out a case silently.",
  find: (tree) =>
    modules(tree, /\/src\//).flatMap((module) => {
      const checked = new Set(module.nodes(...functions).flatMap(lastOf(module)));
      const values = module.nodes("ReturnStatement").filter(({ argument }) => isNode(argument));
      const returns = (node: Node) => values.some(({ start }) => node.start < start && start < node.end);
      return module
        .nodes("SwitchStatement")
        .filter((node) => !(checked.has(node) && returns(node)) && !hasDefault(node))
        .map(({ start }) => `${module.at(start)}: no default: \`satisfies never\`, or what else happens`);
    }),
  broken: {
    "plan/src/a.ts": "function a(x: A): void { switch (x.kind) { case 1: go(); } }",
    "plan/src/b.ts": "function b(x: A): number { switch (x.kind) { case 1: go(); } return 1; }",
    "plan/src/c.ts": "const c = (x: A) => { switch (x.kind) { case 1: go(); } };",
  },
  sound: {
    "plan/src/f.ts": "const f = (x: A) => { switch (x.kind) { case 1: return 1; } };",
    "plan/src/d.ts": "function d(x: A): number { switch (x.kind) { case 1: return 1; case 2: return 2; } }",
    "plan/src/e.ts":
      "function e(x: A): void { switch (x.kind) { case 1: return go(); default: x satisfies never; } }",
  },
};

const functions = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** The last statement of a function that isn't declared to return `void`. */
function lastOf({ text }: Module): (node: Node) => readonly unknown[] {
  return ({ returnType, body }) => {
    if (!isNode(body) || !Array.isArray(body.body)) return [];
    const isVoid = isNode(returnType) && /\bvoid\b/u.test(text.slice(returnType.start, returnType.end));
    return isVoid ? [] : body.body.slice(-1);
  };
}

function hasDefault({ cases }: Node): boolean {
  return (cases as readonly Node[]).some(({ test }) => test === null);
}
