import type { FusionClause, JoinedEvent, Span } from "@orchlang/language/ast";
import type { JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Definition } from "../../2-resolve/definition.ts";
import type { AskedCondition } from "../checked-context.ts";
import { checkCondition } from "../expression/check.ts";
import { extendWith } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { reportSettled, whereQuestion } from "../routine/conditions.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import type { RecordType } from "../type.ts";
import { durationType, geoType, lengthType } from "../types/kinds.ts";
import { doubledTypeField } from "../types/messages.ts";
import { amountClause, asJson, clauseExpression, clausePlaces } from "./clauses.ts";
import { reportCircle } from "./constant.ts";
import { ranking } from "./event.ts";
import { occurrenceBinding } from "./event-signature.ts";
import { checkEmitted } from "./fusion-emit.ts";
import { checkKey, type Joined } from "./fusion-key.ts";
import { inReachOf, originOf } from "./in-reach.ts";
import { fusionJoin } from "./messages.ts";
import { planParameter } from "./parameters.ts";

/** Several occurrences that are one: what is joined, when they belong together, and what comes of them. */
export function checkFusion(
  definition: Definition<"fusion">,
  program: ProgramContext,
  conditions: AskedCondition[] = [],
): JsonObject {
  const module = program.home(definition);
  const { declaration } = definition;
  const { fields, type } = program.eventOf(definition);
  const places = clausePlaces(
    declaration.clauses.map(({ kind, span }) => ({ word: kind.slice(0, -"Clause".length), span })),
    new Set(),
    definition.name,
    module,
  );
  const complete = places.join !== undefined && places.emit !== undefined;
  if (!complete && !declaration.broken) {
    const place = { file: module.file, span: declaration.name.span };
    program.report(fusionJoin.at(place, { name: definition.name }));
  }
  reportCircle(definition, (fusion) => fusionsIn(fusion, program.home(fusion)), "joins", module);
  const { joins, env } = joined(definition, module);
  const origin = originOf(definition);
  const ask: Ask = (expression, span) =>
    conditions.push({ origin, all: [{ expression, span }], so: whereQuestion.never });
  let details: JsonObject = {};
  for (const clause of declaration.clauses) {
    details = { ...details, ...checkClause(clause, type, joins, env, module, ask) };
    if (clause.kind === "emitClause") checkEmitted(clause.value, definition, env, module);
  }
  return {
    name: definition.qualified,
    fields: fields.map((field) => asJson(planParameter(field, module))),
    joins: joins.map(({ event, name }) => ({ event: event.definition.qualified, as: name.text })),
    ...details,
  };
}

function joined(
  definition: Definition<"fusion">,
  module: ModuleContext,
): { readonly joins: readonly Joined[]; readonly env: Environment } {
  const bindings = new Map<string, Binding>();
  const joins: Joined[] = [];
  for (const one of joinedIn(definition)) {
    const name = one.alias ?? one.event;
    const event = definitionAt(module, one.event, "event", "fusion");
    const known = event && module.program.eventOf(event);
    if (bindings.has(name.text))
      module.program.report(
        doubledTypeField.at({ file: module.file, span: name.span }, { field: name.text }),
      );
    bindings.set(name.text, known === undefined ? spoiltBinding : occurrenceBinding(known, name.text));
    if (known !== undefined) joins.push({ event: known, name });
  }
  return { joins, env: extendWith(inReachOf(fusing, module.environment), bindings) };
}

const fusing = {
  who: "a fusion",
  reads: "only what it joins",
  help: "Read it in the `where` or `when` of a trigger on the fusion's event.",
};

function joinedIn({ declaration }: Definition<"fusion">): readonly JoinedEvent[] {
  return declaration.clauses.flatMap((clause) => (clause.kind === "joinClause" ? clause.joined : []));
}

function fusionsIn(fusion: Definition<"fusion">, module: ModuleContext): readonly Definition<"fusion">[] {
  return joinedIn(fusion).flatMap(({ event }) => definitionAt(module, event, "fusion") ?? []);
}

type Ask = (expression: Expression, span: Span) => void;

function checkClause(
  clause: FusionClause,
  type: RecordType,
  joins: readonly Joined[],
  env: Environment,
  module: ModuleContext,
  ask: Ask,
): JsonObject {
  switch (clause.kind) {
    case "joinClause":
      return {};
    case "nearClause": {
      const first = clauseExpression(clause.first, geoType, "`near` takes", env, module);
      const second = clauseExpression(clause.second, geoType, "`near` takes", env, module);
      const within = amountClause(
        clause.within,
        { type: lengthType, asks: "`within` takes", range: "0 or more" },
        env,
        module,
      );
      return { near: asJson({ first, second, within }) };
    }
    case "lateClause":
      return {
        late: asJson(
          amountClause(
            clause.upTo,
            { type: durationType, asks: "`late up to` takes", range: "0 or more" },
            env,
            module,
          ),
        ),
      };
    case "withinClause":
      return {
        within: asJson(
          amountClause(
            clause.duration,
            { type: durationType, asks: "`within` takes", range: "0 or more" },
            env,
            module,
          ),
        ),
      };
    case "byClause":
      return { by: asJson(checkKey(clause.key, joins, env, module)) };
    case "whereClause": {
      const where = checkCondition(clause.condition, "`where` takes", env, module.expression);
      reportSettled(where, clause.condition, whereQuestion, module);
      ask(where.expression, clause.condition.span);
      return { where: asJson(where.expression) };
    }
    case "emitClause":
      return { emit: asJson(clauseExpression(clause.value, type, "what is emitted is", env, module)) };
    default:
      return ranking(clause, module);
  }
}
