import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

export const kernelPromisesNothing: Rule = {
  name: "The kernel holds no promise.",
  find: (tree) =>
    modules(tree, /^kernel\/src\//).flatMap(({ nodes, at }) => [
      ...nodes("AwaitExpression").map(({ start }) => `${at(start)}: awaits`),
      ...nodes("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
        .filter((node) => node.async === true)
        .map(({ start }) => `${at(start)}: is async`),
      ...nodes("Identifier")
        .filter((node) => node.name === "Promise")
        .map(({ start }) => `${at(start)}: speaks of Promise`),
    ]),
  broken: {
    "kernel/src/a.ts": "export const later = async () => 1;",
    "kernel/src/b.ts": "export type Later = Promise<number>;",
    "kernel/src/c.ts": "export const x = await import('./a.ts');",
  },
  sound: { "runtime/src/drive.ts": "export const later = async () => 1;" },
};
