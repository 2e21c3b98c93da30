import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { isNode, type Module, modules, type Node } from "../syntax.ts";
import { matching, type Tree } from "../tree.ts";

/** A definition as `path name`, which is how a catalogue's imports name it too. */
function definitions({
  nodes,
  path,
  at,
}: Module): readonly { readonly id: string; readonly where: string }[] {
  return nodes("VariableDeclarator")
    .filter(({ init }) => isNode(init) && isNode(init.callee) && init.callee.name === "defineDiagnostic")
    .map(({ id, start }) => ({ id: `${path} ${isNode(id) ? id.name : ""}`, where: at(start) }));
}

/** What the catalogues import: `path name`, or `path *` of a file that is taken whole. */
function catalogued(tree: Tree): ReadonlySet<string> {
  const imports = modules(tree, /\/src\/(?:.*\/)?catalogue\.ts$/).flatMap(({ path, nodes }) =>
    nodes("ImportDeclaration").flatMap(({ source, specifiers }) => {
      const from = posix.join(posix.dirname(path), String(isNode(source) && source.value));
      return (specifiers as readonly Node[]).map(
        ({ imported }) => `${from} ${isNode(imported) ? imported.name : "*"}`,
      );
    }),
  );
  return new Set(imports);
}

export const diagnosticsAreCatalogued: Rule = {
  name: "No diagnostic is missing from the catalogues.",
  find: (tree) => {
    const known = catalogued(tree);
    return modules(tree, /^[^/]+\/src\//)
      .flatMap((module) => definitions(module).map((one) => ({ ...one, file: `${module.path} *` })))
      .filter(({ id, file }) => !known.has(id) && !known.has(file))
      .map(({ where }) => `${where}: no catalogue.ts imports it`);
  },
  broken: {
    "compiler/src/a.ts": 'export const a = defineDiagnostic({ code: "ORCH1001" });',
    "compiler/src/b.ts": 'export const b = defineDiagnostic<{ a: 1 }>({ code: "ORCH1002" });',
  },
  sound: {
    "compiler/src/catalogue.ts": 'import * as load from "./load/c.ts";\nimport { d } from "./d.ts";',
    "compiler/src/load/c.ts": 'export const c = defineDiagnostic({ code: "ORCH1003" });',
    "compiler/src/d.ts": 'export const d = defineDiagnostic({ code: "ORCH1004" });',
  },
};

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

/** The first digit of every code below a folder. */
const phases: readonly (readonly [RegExp, string])[] = [
  [/^language\/src\//, "0"],
  [/^checker\/src\/1-/, "1"],
  [/^checker\/src\/2-/, "2"],
  [/^checker\/src\/3-/, "3"],
  [/^analysis\/src\//, "4"],
  [/^compiler\/src\/5-/, "5"],
  [/^(?:runtime|cli)\/src\//, "6"],
];

export const codesTellTheirPhase: Rule = {
  name: "No diagnostic's code begins with another phase's digit.",
  find: (tree) =>
    phases.flatMap(([folder, digit]) =>
      modules(tree, folder).flatMap(({ nodes, at }) =>
        nodes("Property")
          .filter(({ value }) => /^ORCH\d{4}$/.test(codeOf(value)) && codeOf(value)[4] !== digit)
          .map(({ value, start }) => `${at(start)}: ${codeOf(value)} is not of phase ${digit}`),
      ),
    ),
  broken: {
    "checker/src/3-check/a.ts": 'export const a = defineDiagnostic({ code: "ORCH2101" });',
    "language/src/lexer/b.ts": 'export const b = defineDiagnostic({ code: "ORCH1001" });',
  },
  sound: { "checker/src/3-check/c.ts": 'export const c = defineDiagnostic({ code: "ORCH3101" });' },
};

function codeOf(value: unknown): string {
  const { value: code } = (value ?? {}) as { readonly value?: unknown };
  return typeof code === "string" ? code : "";
}

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
