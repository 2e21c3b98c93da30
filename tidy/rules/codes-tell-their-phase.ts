import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

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
