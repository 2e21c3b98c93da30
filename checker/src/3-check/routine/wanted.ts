import { type Argument, type Expression, visit } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ParameterSignature } from "../declarations/parameters.ts";
import type { Signature } from "../declarations/signature.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { required } from "../types/optional.ts";

/**
 * The expected types of a plan's names: that of the first place that a name is passed on to unchanged. `let mood =
 * happy` alone says nothing; a return of `mood` below shows its type. Computed on demand, once for each plan.
 */
export function wantedNames(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): (name: string) => Type | undefined {
  let known: ReadonlyMap<string, Type> | undefined;
  return (name) => {
    known ??= collect(definition, signature, module);
    return known.get(name);
  };
}

function collect(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): ReadonlyMap<string, Type> {
  const wanted = new Map<string, Type>();
  visit(definition.declaration, {
    return: ({ value }) => {
      handOn(value, signature.result.type, wanted);
      return undefined;
    },
    invocation: (call) => {
      const params = parametersOf(call.path, module);
      call.arguments.forEach((argument, index) => {
        const param = params && parameterFor(argument, index, params);
        if (param !== undefined) handOn(argument.value, param.type, wanted);
      });
      return undefined;
    },
  });
  return wanted;
}

function parametersOf(
  path: Parameters<typeof definitionAt>[1],
  module: ModuleContext,
): readonly ParameterSignature[] | undefined {
  const found = definitionAt(module, path, "capability", "plan", "goal", "event");
  if (found === undefined) return undefined;
  return found.kind === "event"
    ? module.program.eventOf(found).fields
    : module.program.signatureOf(found).params;
}

function parameterFor(
  argument: Argument,
  index: number,
  params: readonly ParameterSignature[],
): ParameterSignature | undefined {
  if (argument.form === "positional") return params[index];
  return params.find((param) => param.name === argument.name?.text);
}

/** Down through literals and choices to the names in them. */
function handOn(value: Expression, type: Type, wanted: Map<string, Type>): void {
  const whole = required(type);
  switch (value.kind) {
    case "reference":
      if (!wanted.has(value.text)) wanted.set(value.text, whole);
      return;
    case "record":
      if (whole.kind !== "record") return;
      for (const entry of value.entries) {
        const field = entry.kind === "entry" && whole.fields.find((one) => one.name === entry.name.text);
        if (field) handOn(entry.value, field.type, wanted);
      }
      return;
    case "list":
      if (whole.kind === "list") for (const element of value.elements) handOn(element, whole.item, wanted);
      return;
    case "if":
      handOn(value.whenTrue, type, wanted);
      handOn(value.whenFalse, type, wanted);
      return;
    case "matchExpression":
      for (const arm of value.arms) handOn(arm.value, type, wanted);
      return;
    case "binary":
      if (value.operator === "??") {
        handOn(value.left, type, wanted);
        handOn(value.right, type, wanted);
      }
      return;
    default:
  }
}
