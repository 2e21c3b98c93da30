import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { joinSpans } from "@orchlang/language/ast";
import type { LinkedBlock, LinkedStatement, RoutineTree } from "../tree.ts";
import { isNamed } from "../words.ts";
import { choiceAlwaysEnds } from "./endings.ts";

export const unreachable = defineDiagnostic<{ what: string }>({
  code: "ORCH4002",
  severity: "warning",
  title: "Unreachable step",
  message: ({ what }) => `${what} can never run.`,
  notes: ["Below it the plan has always ended."],
  tags: ["unnecessary"],
});

/** Statements below one that ends the plan on every way: one warning a block. */
export function unreachableDiagnostics(tree: RoutineTree): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visit = (block: LinkedBlock): void => {
    const at = block.statements.findIndex(endsAlways);
    const ender = block.statements[at];
    const below = ender === undefined ? [] : block.statements.slice(at + 1);
    // The joins of a choice's arms are not written by the author.
    const dead = below.filter(({ statement }) => statement.node.kind !== "join");
    if (ender !== undefined && dead.length > 0) diagnostics.push(describe(tree, ender, dead));
    // Statements inside a dead one are reported with it.
    const alive = ender === undefined ? block.statements : block.statements.slice(0, at + 1);
    for (const linked of alive) linked.blocks.forEach(visit);
  };
  visit(tree.root);
  if (tree.finally !== undefined) visit(tree.finally);
  return diagnostics;
}

function endsAlways(linked: LinkedStatement): boolean {
  return linked.statement.node.kind === "fail" || choiceAlwaysEnds(linked);
}

function describe(tree: RoutineTree, ender: LinkedStatement, dead: readonly LinkedStatement[]): Diagnostic {
  const file = tree.routine.origin.file;
  const first = dead[0] ?? ender;
  const last = dead.at(-1) ?? first;
  const what = isNamed(first.id) ? `\`${first.id}\`` : "This statement";
  return unreachable.at(
    { file, span: joinSpans(first.statement.span, last.statement.span) },
    { what },
    { labels: [{ file, span: ender.statement.nameSpan, message: "the plan ends here on every path" }] },
  );
}
