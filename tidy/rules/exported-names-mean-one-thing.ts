import type { Rule } from "../rule.ts";
import { isNode, modules, type Node } from "../syntax.ts";

/** Packages whose exported names are unique. A package is added once its names are. */
const held = /^language\/src\//;

export const exportedNamesMeanOneThing: Rule = {
  name: "No name is exported by two files of language.",
  find: (tree) => {
    const places = modules(tree, held).flatMap(({ body, at }) =>
      body.flatMap((statement) =>
        declaredIn(statement).map((name) => ({ name, place: at(statement.start) })),
      ),
    );
    return [...Map.groupBy(places, ({ name }) => name)].flatMap(([name, found]) =>
      found.length < 2
        ? []
        : found.map(({ place }) => `${place}: \`${name}\` is exported by another file as well`),
    );
  },
  broken: {
    "language/src/a.ts": "export type Place = string;",
    "language/src/b.ts": "export function Place(): void {}",
  },
  sound: {
    "language/src/c.ts": "const Place = 1;\nexport const place = Place;",
    "language/src/d.ts": 'export { Place } from "./a.ts";',
  },
};

/** The names that a statement declares and exports. */
function declaredIn({ type, declaration }: Node): readonly string[] {
  if (type !== "ExportNamedDeclaration" || !isNode(declaration)) return [];
  const declared =
    declaration.type === "VariableDeclaration"
      ? (declaration.declarations as readonly Node[])
      : [declaration];
  return declared.flatMap(({ id }) => (isNode(id) && typeof id.name === "string" ? [id.name] : []));
}
