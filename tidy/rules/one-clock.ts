import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";
import { clockAndChance } from "./clock-and-chance.ts";

/** Where the runtime may see the real world, each with its reason. */
const windows: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^runtime\/src\/world\/node\.ts$/, because: "it is the real world's port" },
];

export const oneClock: Rule = {
  name: "Only runtime/src/world/node.ts sees the clock and chance.",
  find: (tree) =>
    modules(tree, /^(?:runtime|simulator)\/src\//)
      .filter(({ path }) => !windows.some((window) => window.path.test(path)))
      .flatMap(clockAndChance),
  broken: {
    "runtime/src/journal/append.ts": "export const at = () => Date.now();",
    "runtime/src/drive.ts": 'import { setTimeout } from "node:timers/promises";',
  },
  sound: { "runtime/src/world/node.ts": "export const at = () => Date.now();" },
};
