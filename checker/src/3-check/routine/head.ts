import type { PlanDeclaration, Span } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedRoutine } from "../checked.ts";
import { clauseExpression, clausePlaces } from "../declarations/clauses.ts";
import { checkOverlap } from "../declarations/overlap.ts";
import { checkWord, priorities } from "../declarations/words.ts";
import type { Environment } from "../expression/typed.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import { durationType } from "../types/kinds.ts";

/** The clauses at the top of a plan: priority, timeout, overlap, and the rules it is under. */
export interface CheckedHead {
  readonly head: Partial<Pick<CheckedRoutine["head"], "achieves" | "timeout" | "overlap">> &
    Pick<CheckedRoutine["head"], "priority">;
  readonly under: readonly string[];
}

const repeatable: ReadonlySet<string> = new Set(["fails", "under"]);

export function checkHead(
  definition: Definition<"plan">,
  module: ModuleContext,
  env: Environment,
): CheckedHead {
  const { declaration } = definition;
  clausePlaces(clauseWords(declaration), repeatable, definition.name, module);
  const head: { -readonly [K in keyof CheckedHead["head"]]: CheckedHead["head"][K] } = { priority: "normal" };
  for (const clause of declaration.clauses) {
    if (clause.kind === "priorityClause") {
      head.priority = checkWord(clause.priority, "priority", priorities, module) ?? "normal";
    } else if (clause.kind === "timeoutClause") {
      head.timeout = clauseExpression(clause.duration, durationType, "a `timeout` is", env, module);
    } else if (clause.kind === "overlapClause") {
      const overlap = checkOverlap(clause, env, module);
      if (overlap !== undefined) head.overlap = overlap;
    }
  }
  const under: string[] = [];
  for (const heading of declaration.headings) {
    if (heading.kind === "achievesHeading") {
      const goal = definitionAt(module, heading.goal, "goal");
      if (goal !== undefined) head.achieves = goal.qualified;
      continue;
    }
    for (const rule of heading.rules) {
      const found = definitionAt(module, rule, "policy", "guardrail");
      if (found !== undefined) under.push(found.qualified);
    }
  }
  return { head, under };
}

function clauseWords(
  declaration: PlanDeclaration,
): readonly { readonly word: string; readonly span: Span }[] {
  return [
    ...declaration.headings.map(({ kind, span }) => ({ word: kind.slice(0, -"Heading".length), span })),
    ...declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
  ];
}
