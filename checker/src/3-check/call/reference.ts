import type { Invocation } from "@orchlang/language/ast";
import type { CallReference } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { Environment } from "../expression/typed.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import { type CheckedArguments, checkArguments } from "./arguments.ts";

/** A call inside a clause or an option: `undo cancel_campaign(job: result.id)`. */
export interface CheckedReference extends CheckedArguments {
  readonly definition: Definition<"capability">;
  readonly reference: CallReference;
}

/** `undefined` where the name leads nowhere: phase 2 reported it. */
export function checkReference(
  call: Invocation,
  env: Environment,
  module: ModuleContext,
  broken: boolean,
): CheckedReference | undefined {
  const definition = definitionAt(module, call.path, "capability");
  if (definition === undefined) return undefined;
  const { params } = module.program.signatureOf(definition);
  const { name } = definition.declaration;
  const checked = checkArguments(
    { name: definition.name, params, file: definition.file, span: name.span },
    { arguments: call.arguments, span: call.span, env, module, broken },
  );
  return { ...checked, definition, reference: { capability: definition.qualified, args: checked.args } };
}
