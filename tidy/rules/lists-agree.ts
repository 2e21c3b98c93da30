import type { Rule } from "../rule.ts";
import { manifests, mayImport } from "../workspaces.ts";
import { bullets, tableRows } from "./markdown.ts";

/** ARCHITECTURE.md's two lists against the ones that are enforced: its named absences and its table of packages. */
export function listsAgree(names: () => readonly string[]): Rule {
  return {
    name: "ARCHITECTURE.md lists no absence that is not tested, and leaves none out.",
    find: (tree) => {
      const text = tree.files.get("ARCHITECTURE.md") ?? "";
      const listed = bullets(text, "Named absences").map(({ head }) => head);
      const table = tableRows(text, "Packages").map(([folder, , knows]) => `${folder}: ${knows}`);
      const root = manifests(tree).find(({ folder }) => folder === "");
      const workspaces = (root?.json.workspaces ?? []).filter((folder) => !folder.includes("*"));
      const enforced = workspaces.map((folder) => `${folder}: ${mayImport[folder]?.join(", ") || "–"}`);
      return [
        ...difference("Named absences", names(), listed),
        ...difference(
          "Packages",
          enforced,
          table.filter((row) => !row.startsWith("examples")),
        ),
      ];
    },
    broken: { "ARCHITECTURE.md": "## Named absences\n\n- **No moon.** It would shine.\n" },
  };
}

function difference(list: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  return [
    ...wanted
      .filter((line) => !found.includes(line))
      .map((line) => `ARCHITECTURE.md: ${list} lacks “${line}”`),
    ...found
      .filter((line) => !wanted.includes(line))
      .map((line) => `ARCHITECTURE.md: ${list} has “${line}” too many`),
  ];
}
