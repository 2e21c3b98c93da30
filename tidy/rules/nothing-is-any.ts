import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

export const nothingIsAny: Rule = {
  name: "No `any`, and no comment that silences the type checker.",
  find: (tree) =>
    modules(tree).flatMap(({ nodes, comments, at }) => [
      ...nodes("TSAnyKeyword").map(({ start }) => `${at(start)}: any`),
      ...comments
        .filter(({ value }) => /@ts-(?:ignore|nocheck|expect-error)/.test(value))
        .map(({ value, start }) => `${at(start)}:${value}`),
    ]),
  broken: {
    "plan/src/a.ts": "export const a = (x: unknown) => x as any;",
    "plan/test/b.test.ts": "// @ts-expect-error wrong on purpose\nexport const b: number = '';",
  },
  sound: { "plan/src/c.ts": '/** Takes any of them. */\nexport const any = "any";' },
};
