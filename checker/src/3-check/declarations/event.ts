import type { EventClause } from "@orchlang/language/ast";
import type { JsonObject } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import { durationType } from "../types/kinds.ts";
import { amountClause, asJson, clausePlaces } from "./clauses.ts";
import { inReachOf } from "./in-reach.ts";
import { planParameter, withParameters } from "./parameters.ts";
import { readingUnits } from "./reading-units.ts";
import { sourceName } from "./signal.ts";
import { checkWord, priorities } from "./words.ts";

const occurrence = { who: "`dedupe`", reads: "only what is told" };

const repeatable: ReadonlySet<string> = new Set(["from"]);

/** An event in the plan file: its fields, and how duplicates are recognised. */
export function checkEvent(definition: Definition<"event">, program: ProgramContext): JsonObject {
  const module = program.home(definition);
  const { declaration } = definition;
  const { fields } = program.eventOf(definition);
  clausePlaces(
    declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
    repeatable,
    definition.name,
    module,
  );
  const env = withParameters(fields, "local", module.environment);
  const sources: string[] = [];
  let more: JsonObject = {};
  for (const clause of declaration.clauses) {
    if (clause.kind === "fromClause") sources.push(...clause.sources.map(sourceName));
    else if (clause.kind === "dedupeClause") {
      const within = amountClause(
        clause.within,
        { type: durationType, asks: "`dedupe` takes", range: "0 or more" },
        env,
        module,
      );
      const by =
        clause.by &&
        checkExpression(clause.by, undefined, inReachOf(occurrence, env), module.expression).expression;
      more = { ...more, dedupe: asJson({ within, ...(by === undefined ? {} : { by }) }) };
    } else more = { ...more, ...ranking(clause, module) };
  }
  return {
    name: definition.qualified,
    fields: fields.map((field) =>
      asJson({ ...planParameter(field, module), ...readingUnits(field.type, module.expression.units) }),
    ),
    sources,
    ...more,
  };
}

/** The ranking of occurrences: an open list of categories, a fixed one of priorities. */
export function ranking(
  clause: Extract<EventClause, { readonly kind: "categoryClause" | "priorityClause" }>,
  module: ModuleContext,
): JsonObject {
  if (clause.kind === "categoryClause") return { category: clause.category.text };
  const priority = checkWord(clause.priority, "priority", priorities, module);
  return priority === undefined ? {} : { priority };
}
