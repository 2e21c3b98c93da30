import type { Rule } from "../rule.ts";
import { dependencies, manifests } from "../workspaces.ts";
import { bullets } from "./markdown.ts";

export const dependenciesHaveReasons: Rule = {
  name: "No dependency is without a stated reason.",
  find: (tree) => {
    const listed = bullets(tree.files.get("ARCHITECTURE.md") ?? "", "Dependencies");
    const given = new Set(listed.map(({ head }) => head.replaceAll("`", "")));
    const wanted = manifests(tree).flatMap((manifest) =>
      dependencies(manifest)
        .filter(([name]) => !name.startsWith("@orchlang/"))
        .map(([name]) => ({ name, path: manifest.path })),
    );
    const used = new Set(wanted.map(({ name }) => name));
    return [
      ...wanted
        .filter(({ name }) => !given.has(name))
        .map(({ name, path }) => `${path}: ${name} has no line in ARCHITECTURE.md`),
      ...[...given]
        .filter((name) => !used.has(name))
        .map((name) => `ARCHITECTURE.md: nothing depends on ${name}`),
      ...listed.filter(({ text }) => text === "").map(({ head }) => `ARCHITECTURE.md: ${head} has no reason`),
    ];
  },
  broken: {
    "plan/package.json": '{ "dependencies": { "left-pad": "1.3.0" } }',
    "ARCHITECTURE.md": "## Dependencies\n\n- **`right-pad`**: pads.\n",
  },
};
