import type { Definition } from "../../2-resolve/definition.ts";
import type { TracedLabel } from "../checked.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import { internalLabel, joinLabels } from "../labels/label.ts";
import type { ProgramContext } from "../scope/program.ts";
import { familyEnvironment } from "./in-reach.ts";

/** A flag's value reveals everything it reads. Its expression is checked elsewhere. */
export function flagLabel(definition: Definition<"flag">, program: ProgramContext): TracedLabel {
  const module = program.home(definition);
  const env: Environment = familyEnvironment(definition, module);
  const quiet = { ...module.expression, report: () => {} };
  return joinLabels(
    internalLabel,
    checkExpression(definition.declaration.value, undefined, env, quiet).label,
  );
}
