import type { Emit } from "@orchlang/language/ast";
import { checkArguments } from "../call/arguments.ts";
import { reportCondition } from "../call/flow.ts";
import type { ArgumentLabel } from "../checked.ts";
import { fieldSink } from "../declarations/event-signature.ts";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import { type Sink, sinkCheck } from "../labels/sink.ts";
import { definitionAt } from "../scope/module.ts";
import type { ParameterSignature } from "../scope/program.ts";
import { nothingType } from "../types/kinds.ts";
import { gather } from "./expressions.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/** An emitted event, and its occurrence, reaches everyone who waits for it. */
export function checkEmit(ast: Emit, spot: Spot): Outcome {
  const { module, under } = spot;
  const { program, file } = module;
  const definition = definitionAt(module, ast.event.path, "event");
  if (definition === undefined) {
    return plainOutcome({ kind: "emit", event: "", fields: {} }, nothingType, under);
  }
  const event = program.eventOf(definition);
  const { name } = definition.declaration;
  const checked = checkArguments(
    { name: definition.name, params: event.fields, file: definition.file, span: name.span },
    {
      arguments: ast.event.arguments,
      span: ast.event.span,
      env: spot.env,
      module,
      broken: spot.site.block.ast.broken,
    },
  );
  const sinkOf = (field: ParameterSignature): Sink => fieldSink(field, definition);
  const sinks = event.fields.map(sinkOf);
  const occurs = { label: under, says: "that this occurs at all", file, span: ast.event.path.span };
  const told = { module, told: spot.frame.told };
  const refusedByCondition = reportCondition({ ...occurs, condition: true }, sinks, told);
  const argumentLabels: ArgumentLabel[] = [];
  for (const { param, typed } of checked.given) {
    gather(typed, spot);
    const label = joinLabels(wholeLabel(typed), under);
    argumentLabels.push({ slot: "do", parameter: param.name, label });
    if (refusedByCondition || typed.type.kind === "error") continue;
    for (const refused of sinkCheck({ label, says: "this", file, span: typed.span }, sinkOf(param)))
      program.report(refused);
  }
  const node = { kind: "emit", event: definition.qualified, fields: checked.args } as const;
  return { ...plainOutcome(node, nothingType, under), argumentLabels };
}
