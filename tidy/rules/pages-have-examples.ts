import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

/** What no short text can show: nesting or length beyond a limit. `compiler/test/diagnostics/every.ts` makes theirs. */
const tooLong = ["ORCH0116", "ORCH0117", "ORCH0199", "ORCH1014"];

export const pagesHaveExamples: Rule = {
  name: "No page of a diagnostic is without a wrong and a fixed example.",
  find: (tree) =>
    matching(tree, /^docs\/diagnostics\/ORCH\d{4}\.md$/)
      .filter(([path]) => !tooLong.some((code) => path.endsWith(`/${code}.md`)))
      .flatMap(([path, text]) =>
        ["Wrong", "Right"]
          .filter((heading) => !hasExample(text, heading))
          .map((heading) => `${path}: no \`orch\` block under “## ${heading}”`),
      ),
  broken: {
    "docs/diagnostics/ORCH0101.md": "# ORCH0101\n\n## Wrong\n\n```orch\na\n```\n\n## Right\n\nWrite b.\n",
    "docs/diagnostics/ORCH0102.md": "# ORCH0102\n\n## Right\n\n```orch\nb\n```\n",
  },
  sound: {
    "docs/diagnostics/ORCH0103.md": "## Wrong\n\n```orch\na\n```\n\n## Right\n\n```orch\nb\n```\n",
  },
};

function hasExample(page: string, heading: string): boolean {
  const section = page.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`));
  return section?.includes("```orch\n") === true;
}
