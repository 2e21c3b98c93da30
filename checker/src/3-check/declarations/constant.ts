import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import type { Binding } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { typeContext } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";
import { typeBehind, typedByName } from "../types/let-type.ts";
import { constantCircle, notConstant } from "./messages.ts";

/** `let most: Int = 20` at top level: a value that is known before any run and stands wherever its name does. */
export function constantBinding(definition: Definition<"constant">, program: ProgramContext): Binding {
  const { declaration, name, file } = definition;
  const module = program.home(definition);
  const wanted = typedByName(declaration, typeContext(module, name));
  const typed = checkExpression(declaration.value, wanted, module.environment, module.expression);
  if (typed.type.kind === "error") return spoiltBinding;
  const place = { file, span: declaration.value.span };
  if (typed.expression.op !== "constant") {
    program.report(notConstant.at(place, { what: `The value of \`${name}\`` }));
    return spoiltBinding;
  }
  return {
    read: typed.expression,
    type: typeBehind(typed, wanted),
    label: publicLabel,
    declared: { file, span: declaration.name.span },
  };
}

/** The binding of a constant that depends on itself, which is reported once. */
export function circularConstant(
  { name, file, declaration }: Definition<"constant">,
  program: ProgramContext,
): Binding {
  program.report(constantCircle.at({ file, span: declaration.name.span }, { name }));
  return spoiltBinding;
}
