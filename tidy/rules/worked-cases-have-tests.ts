import type { Rule } from "../rule.ts";
import { bullets } from "./markdown.ts";
import { titles } from "./titles.ts";

const semantics = "docs/semantics.md";

export const workedCasesHaveTests: Rule = {
  name: "No worked case of docs/semantics.md is without a test of its name.",
  find: (tree) => {
    const named = titles(tree);
    return bullets(tree.files.get(semantics) ?? "", "11. Worked cases")
      .map(({ head }) => head.replace(/\.$/, ""))
      .filter((head) => !named.some((title) => title === head || title.startsWith(`${head}: `)))
      .map((head) => `${semantics}: no test is named “${head}”`);
  },
  broken: { [semantics]: "## 11. Worked cases\n\n- **A lamp falls.** It breaks.\n- **A cup.** It stays.\n" },
  sound: { "runtime/test/b.test.ts": 'test.each([1])("A cup: %s", () => {});' },
};
