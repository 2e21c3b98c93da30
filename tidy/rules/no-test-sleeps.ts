import type { Rule } from "../rule.ts";
import { dotted, modules } from "../syntax.ts";

const waits = /^(?:(?:globalThis\.)?(?:setTimeout|setInterval)|Atomics\.wait(?:Async)?|sleep|delay|pause)$/;

/** Where passing time is what is tried. */
const tried: readonly { readonly path: string; readonly because: string }[] = [
  {
    path: "cli/test/killed-campaign.test.ts",
    because: "the instants at which it kills are spread over time",
  },
];

export const noTestSleeps: Rule = {
  name: "No test waits for time to pass.",
  find: (tree) =>
    modules(tree, /\.test\.ts$/)
      .filter(({ path }) => !tried.some((test) => test.path === path))
      .flatMap(({ nodes, imports, at }) => [
        ...nodes("CallExpression").flatMap(({ callee, start }) => {
          const name = dotted(callee);
          return name !== undefined && waits.test(name) ? [`${at(start)}: calls ${name}`] : [];
        }),
        ...imports
          .filter(({ from }) => /^(?:node:)?timers/.test(from))
          .map(({ from, at: offset }) => `${at(offset)}: imports ${from}`),
      ]),
  broken: {
    "cli/test/a.test.ts": "await new Promise((done) => setTimeout(done, 100));",
    "cli/test/b.test.ts": 'import { setTimeout as rest } from "node:timers/promises";',
  },
  sound: { "cli/test/c.test.ts": "await vi.waitFor(() => expect(seen).toBe(true));" },
};
