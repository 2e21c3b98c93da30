import type { Expression, FusionClause } from "@orchlang/language";
import type { JsonObject } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkCondition, checkExpression } from "../expression/check.ts";
import { extendWith } from "../expression/environment.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { labelInside, ownLabelOfField } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import { sinkCheck } from "../labels/sink.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";
import type { RecordType } from "../type.ts";
import { durationType, geoType, lengthType } from "../types/kinds.ts";
import { doubledTypeField } from "../types/messages.ts";
import { amountClause } from "./amounts.ts";
import { asJson } from "./as-json.ts";
import { clauseExpression, clausePlaces } from "./clauses.ts";
import { ranking } from "./event.ts";
import { fieldSink, occurrenceBinding } from "./event-signature.ts";
import { declaredByItself, fusionJoin } from "./messages.ts";
import { planParameter } from "./parameters.ts";

/** Several occurrences that are one: what is joined, when they belong together, and what comes of them. */
export function checkFusion(definition: Definition<"fusion">, program: ProgramContext): JsonObject {
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
  const { joins, env } = joined(definition, module);
  let said: JsonObject = {};
  for (const clause of declaration.clauses) {
    said = { ...said, ...checkClause(clause, type, env, module) };
    if (clause.kind === "emitClause") reportEmitted(clause.value, definition, env, module);
  }
  return {
    name: definition.qualified,
    fields: fields.map((field) => asJson(planParameter(field, module))),
    joins,
    ...said,
  };
}

/** What it makes of the occurrences that it joins is read by whoever waits for it. */
function reportEmitted(
  ast: Expression,
  definition: Definition<"fusion">,
  env: Environment,
  module: ModuleContext,
): void {
  const { file, program } = module;
  const typed = checkExpression(ast, undefined, env, { ...module.expression, report: () => {} });
  if (typed.type.kind !== "record") return;
  for (const declared of program.eventOf(definition).fields) {
    const field = typed.type.fields.find(({ name }) => name === declared.name);
    if (field === undefined) continue;
    const label = joinLabels(typed.label, ownLabelOfField(field), labelInside(field.type));
    const flow = { label, says: `\`${declared.name}\``, file, span: ast.span };
    for (const refused of sinkCheck(flow, fieldSink(declared, definition))) program.report(refused);
  }
}

function joined(
  definition: Definition<"fusion">,
  module: ModuleContext,
): { readonly joins: readonly JsonObject[]; readonly env: Environment } {
  const bindings = new Map<string, Binding>();
  const joins: JsonObject[] = [];
  for (const clause of definition.declaration.clauses) {
    if (clause.kind !== "joinClause") continue;
    for (const one of clause.joined) {
      const name = (one.alias ?? one.event).text;
      const event = definitionAt(module, one.event, "event", "fusion");
      if (event?.qualified === definition.qualified) {
        const way = [definition.name, definition.name];
        const place = { file: module.file, span: one.event.span };
        module.program.report(declaredByItself.at(place, { what: `The fusion \`${definition.name}\``, way }));
      }
      const known =
        event === undefined ? spoiltBinding : occurrenceBinding(module.program.eventOf(event), name);
      if (bindings.has(name))
        module.program.report(
          doubledTypeField.at({ file: module.file, span: (one.alias ?? one.event).span }, { field: name }),
        );
      bindings.set(name, known);
      if (event !== undefined) joins.push({ event: event.qualified, as: name });
    }
  }
  return { joins, env: extendWith(module.environment, bindings) };
}

function checkClause(
  clause: FusionClause,
  type: RecordType,
  env: Environment,
  module: ModuleContext,
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
      return { by: asJson(checkExpression(clause.key, undefined, env, module.expression).expression) };
    case "whereClause":
      return {
        where: asJson(checkCondition(clause.condition, "`where` takes", env, module.expression).expression),
      };
    case "emitClause":
      return { emit: asJson(clauseExpression(clause.value, type, "what is emitted is", env, module)) };
    default:
      return ranking(clause, module);
  }
}
