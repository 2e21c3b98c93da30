import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

export const kernelPromisesNothing: Rule = {
  name: "The kernel holds no promise.",
  find: (tree) =>
    modules(tree, /^runtime\/src\/kernel\//).flatMap(({ nodes, at }) => [
      ...nodes("AwaitExpression").map(({ start }) => `${at(start)}: awaits`),
      ...nodes("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
        .filter((node) => node.async === true)
        .map(({ start }) => `${at(start)}: is async`),
      ...nodes("Identifier")
        .filter((node) => node.name === "Promise")
        .map(({ start }) => `${at(start)}: speaks of Promise`),
    ]),
  broken: {
    "runtime/src/kernel/a.ts": "export const later = async () => 1;",
    "runtime/src/kernel/b.ts": "export type Later = Promise<number>;",
    "runtime/src/kernel/c.ts": "export const x = await import('./a.ts');",
  },
  sound: { "runtime/src/drive.ts": "export const later = async () => 1;" },
};
