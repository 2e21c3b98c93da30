import type { Rule } from "../rule.ts";
import { isNode, modules } from "../syntax.ts";

const longest = 80;
const kinds = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

/** A suite of tests is a function only in form. */
const suites = /(?:^|\/)(?:test|tidy)\/.*\.ts$|\.test\.ts$/;

export const noLongFunction: Rule = {
  name: "No function is longer than 80 lines.",
  find: (tree) =>
    modules(tree)
      .filter(({ path }) => !suites.test(path))
      .flatMap(({ text, nodes, at }) =>
        nodes(...kinds)
          .filter(({ body, start, end }) => isNode(body) && end - start > longest)
          .map(({ start, end }) => ({ start, lines: text.slice(start, end).split("\n").length }))
          .filter(({ lines }) => lines > longest)
          .map(({ start, lines }) => `${at(start)}: ${lines} lines`),
      ),
  broken: {
    "cli/src/a.ts": `export function a() {${"\n".repeat(80)}}`,
    "cli/src/b.ts": `export class B { run() {${"\n".repeat(80)}} }`,
  },
  sound: {
    "cli/src/c.ts": `export const c = () => {${"\n".repeat(79)}};`,
    "cli/test/d.test.ts": `describe("d", () => {${"\n".repeat(90)}});`,
  },
};
