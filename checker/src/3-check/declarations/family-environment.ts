import type { Definition } from "../../2-resolve/definition.ts";
import { extendWith } from "../expression/environment.ts";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import { errorType } from "../types/kinds.ts";
import { localBinding } from "./selectors.ts";

/** The scope of a signal's or flag's expressions: the module's names and the index of the family. */
export function familyEnvironment(
  definition: Definition<"signal" | "flag">,
  module: ModuleContext,
): Environment {
  const family = module.program.familyOf(definition) ?? [];
  return extendWith(
    module.environment,
    new Map(
      family.map(({ name, members }) => [
        name,
        localBinding(name, members.members.length === 0 ? errorType : members),
      ]),
    ),
  );
}
