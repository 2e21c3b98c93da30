import { isNode, modules, type Node } from "../syntax.ts";
import type { Tree } from "../tree.ts";

/** What tests and groups of tests are called: the texts that `test`, `describe` and their `.each` are given first. */
export function titles(tree: Tree): readonly string[] {
  return modules(tree, /\.test\.ts$/).flatMap(({ nodes }) =>
    nodes("CallExpression")
      .filter(({ callee }) => /^(?:test|describe)$/.test(namer(callee) ?? ""))
      .flatMap(({ arguments: given }) => {
        const [title] = given as readonly Node[];
        return typeof title?.value === "string" ? [title.value] : [];
      }),
  );
}

/** The name that a chain such as `test.skipIf(a).each(b)` begins with. */
function namer(callee: unknown): string | undefined {
  if (!isNode(callee)) return undefined;
  if (callee.type === "Identifier") return callee.name as string;
  return namer(callee.type === "CallExpression" ? callee.callee : callee.object);
}
