import type { Rule } from "../rule.ts";
import { modules, type Node } from "../syntax.ts";
import { pure } from "../workspaces.ts";

/*
 * V8 gives each object made by such a literal a hidden class of its own, which keeps the getter, and all that it knows,
 * until the next full collection: of an editor's questions that was a third of all that they had made.
 */

/** Made once for each program that is opened. */
const once = /^compiler\/src\/(?:session\/|compile\.ts$)/;

const isGetter = ({ kind, type }: Node): boolean => type === "Property" && kind === "get";

export const noGetterInALiteral: Rule = {
  name: "No object literal of a pure part has a getter.",
  find: (tree) =>
    modules(tree, pure)
      .filter(({ path }) => !once.test(path))
      .flatMap(({ at, nodes }) =>
        nodes("Property")
          .filter(isGetter)
          .map(({ start }) => `${at(start)}: a getter in an object literal`),
      ),
  broken: {
    "language/src/a.ts": "export const made = (text: string) => ({ get lines() { return text.length; } });",
  },
  sound: {
    "plan/src/b.ts": "export class Text { readonly #text = ''; get lines() { return this.#text.length; } }",
    "compiler/src/session/c.ts": "export const program = { get rules() { return []; } };",
    "compiler/src/d.ts": "export const made = { get: (name: string) => name, lines() { return 1; } };",
  },
};
