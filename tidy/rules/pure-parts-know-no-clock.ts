import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";
import { pure } from "../workspaces.ts";
import { clockAndChance } from "./clock-and-chance.ts";

export const purePartsKnowNoClock: Rule = {
  name: "No pure part reads a clock, waits for one, or draws by chance.",
  find: (tree) => modules(tree, pure).flatMap(clockAndChance),
  broken: {
    "compiler/src/a.ts": "export const at = Date.now();",
    "language/src/b.ts": "export const at = new Date();",
    "plan/src/c.ts": "export const n = Math.random();",
    "kernel/src/d.ts": "setTimeout(() => undefined, 5);",
    "plan/src/e.ts": "export const id = globalThis.crypto.randomUUID();",
  },
  sound: { "plan/src/quantity/instant.ts": "export const day = (ms: number) => new Date(ms).toISOString();" },
};
