import { pathText } from "@orchlang/language/ast";
import type { Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";

/** In an import: the modules there are, and what a module declares. Nothing elsewhere. */
export function importItems({ part, project, before, start }: Gap): readonly Item[] | undefined {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const { names } = project.context.resolved;
  if (/^\s*import\s+[\w.]*$/u.test(line)) {
    const sofar = line.replace(/^\s*import\s+/u, "");
    const known = new Set(part.imports.map(({ path }) => pathText(path)));
    return project.modules
      .filter((name) => name.startsWith(sofar) && name !== part.module && !known.has(name))
      .map((label) => ({ label, kind: "module", rank: ranks.wanted, text: label.slice(sofar.length) }));
  }
  const node = part.imports.find(({ span }) => span.start < start && start <= span.end);
  const open = /import\s+([\w.]+)\s*\{([^}]*)$/u.exec(before);
  if (open === null && node === undefined) return undefined;
  const module = open?.[1] ?? (node === undefined ? "" : pathText(node.path));
  const given = new Set((open?.[2] ?? "").split(/[\s,]+/u));
  const found = names.get(module);
  if (found === undefined) return [];
  return [...found.own, ...found.units]
    .filter(([name, { declaration }]) => !declaration.private && !given.has(name))
    .map(([label, definition]) => ({ label, kind: "definition", rank: ranks.wanted, definition }));
}
