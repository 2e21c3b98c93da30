import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";
import { matching } from "../tree.ts";

/** The codes of a module's `defineDiagnostic({ code: "…" })`, with their places. */
function defined({ nodes, at }: Module): readonly { readonly code: string; readonly where: string }[] {
  return nodes("CallExpression")
    .filter(({ callee }) => isNode(callee) && callee.name === "defineDiagnostic")
    .flatMap(({ arguments: given, start }) => {
      const [spec] = given as readonly Node[];
      const fields = (spec?.properties ?? []) as readonly Node[];
      const field = fields.find(({ key }) => isNode(key) && key.name === "code");
      const value = isNode(field?.value) ? field.value.value : undefined;
      return typeof value === "string" ? [{ code: value, where: at(start) }] : [];
    });
}

export const diagnosticsHavePages: Rule = {
  name: "No diagnostic is without its page, and no page without its diagnostic.",
  find: (tree) => {
    const codes = modules(tree, /^[^/]+\/src\//).flatMap(defined);
    const pages = matching(tree, /^docs\/diagnostics\/ORCH\d{4}\.md$/).map(([path]) => path.slice(17, 25));
    return [
      ...codes
        .filter(({ code }) => !pages.includes(code))
        .map(({ code, where }) => `${where}: ${code} has no page in docs/diagnostics`),
      ...pages
        .filter((page) => !codes.some(({ code }) => code === page))
        .map((page) => `docs/diagnostics/${page}.md: nothing raises it`),
      ...codes
        .filter(({ code }, index) => codes.findIndex((other) => other.code === code) !== index)
        .map(({ code, where }) => `${where}: ${code} is taken`),
    ];
  },
  broken: {
    "language/src/parser/a.ts": 'export const a = defineDiagnostic({ code: "ORCH0101", title: "A" });',
    "docs/diagnostics/ORCH0999.md": "# ORCH0999",
    "language/src/parser/c.ts": 'export const c = defineDiagnostic<{ a: 1 }>({ code: "ORCH0102" });',
  },
  sound: {
    "language/src/parser/b.ts": 'export const b = defineDiagnostic({ code: "ORCH0103" });',
    "docs/diagnostics/ORCH0103.md": "# ORCH0103",
    "docs/diagnostics/README.md": "# Pages",
  },
};
