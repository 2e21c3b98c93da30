import type { Definition, ModuleNames } from "@orchlang/checker/resolve";
import type { ResourceDeclaration } from "@orchlang/language/ast";

import { poolsUsed } from "./pools-used.ts";
import { edit, freshName, indentAt, type Rewrite, type RewriteSite, selectedStatements } from "./rewrite.ts";

/** More pools than these are hardly looked through. */
const poolsMax = 4;

/** Around steps: a `with` for each pool that the module knows. */
export function holdResource(site: RewriteSite): readonly Rewrite[] {
  if (site.declaration.kind !== "planDeclaration") return [];
  const statements = selectedStatements(site);
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined || !statements.some(({ kind }) => kind === "step")) return [];
  const span = { start: first.span.start, end: last.span.end };
  const { text } = site.part;
  const indent = indentAt(site, span.start);
  const inner = text.slice(span.start, span.end).replaceAll("\n", "\n  ");
  const { module, definition } = site.look();
  const pools = poolsOf(module.names);
  if (pools.length === 0 || definition?.kind !== "plan") return [];
  const used = poolsUsed(definition, module.program);
  return (
    pools
      // A run that holds a member and asks for another may wait for ever (ORCH4405).
      .filter(([, { qualified }]) => !used.has(qualified))
      .slice(0, poolsMax)
      .map(([name, { declaration }]): Rewrite => {
        const held = freshName("held", site, namesWritten(text));
        const open = `with ${held} = ${name} for ${leaseOf(declaration)} {`;
        const newText = `${open}\n${indent}  ${inner}\n${indent}}`;
        return {
          title: `Hold \`${name}\` meanwhile`,
          kind: "rewrite",
          sure: false,
          edits: [edit(site, span, newText)],
        };
      })
  );
}

type Pool = Definition<"resource">;

/** Pools by the names that the module has for them. */
function poolsOf({ own, imported }: ModuleNames): readonly (readonly [string, Pool])[] {
  const all = [...own, ...[...imported].map(([name, { definition }]) => [name, definition] as const)];
  return all.flatMap(([name, definition]) =>
    definition.kind === "resource" ? [[name, definition] as const] : [],
  );
}

/** As long as a member may be held at all, where that is said. */
function leaseOf({ clauses }: ResourceDeclaration): string {
  for (const clause of clauses) {
    if (clause.kind === "figureClause" && clause.figure === "lease" && clause.value.kind === "quantity")
      return clause.value.raw;
  }
  return "1h";
}

function namesWritten(text: string): ReadonlySet<string> {
  return new Set(text.match(/\w+/gu) ?? []);
}
