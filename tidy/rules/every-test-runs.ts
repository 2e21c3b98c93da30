import type { Rule } from "../rule.ts";
import { dotted, modules } from "../syntax.ts";

const set =
  /^(?:(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|fails)(?:\.\w+)*|xit|xtest|xdescribe|fit|fdescribe)$/;

export const everyTestRuns: Rule = {
  name: "No test is skipped, postponed or singled out.",
  find: (tree) =>
    modules(tree, /\.test\.ts$/).flatMap(({ nodes, at }) =>
      nodes("CallExpression").flatMap(({ callee, start }) => {
        const name = dotted(callee);
        return name !== undefined && set.test(name) ? [`${at(start)}: ${name}`] : [];
      }),
    ),
  broken: {
    "plan/test/a.test.ts": 'test.skip("a", () => undefined);',
    "plan/test/b.test.ts": 'describe.only("b", () => undefined);',
    "plan/test/c.test.ts": 'it.todo("c");',
  },
  sound: { "plan/test/d.test.ts": 'test.skipIf(absent)("d", () => undefined);\nlist.only("e");' },
};
