import type { Expression } from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import { labelInside, ownLabelOfField } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import { sinkCheck } from "../labels/sink.ts";
import type { EventDefinition, ModuleContext } from "../scope/program.ts";
import { fieldSink } from "./event-signature.ts";

/** The fields that a fusion emits are read by everyone who waits for it (semantics, rule 50). */
export function checkEmitted(
  ast: Expression,
  fusion: EventDefinition,
  env: Environment,
  module: ModuleContext,
): void {
  const { file, program } = module;
  const typed = checkExpression(ast, undefined, env, { ...module.expression, report: () => {} });
  if (typed.type.kind !== "record") return;
  for (const declared of program.eventOf(fusion).fields) {
    const field = typed.type.fields.find(({ name }) => name === declared.name);
    if (field === undefined) continue;
    const label = joinLabels(typed.label, ownLabelOfField(field), labelInside(field.type));
    const flow = { label, says: `\`${declared.name}\``, file, span: ast.span };
    for (const refused of sinkCheck(flow, fieldSink(declared, fusion))) program.report(refused);
  }
}
