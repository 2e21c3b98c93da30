import type { Definition } from "../../2-resolve/definition.ts";
import { familyIndex } from "../declarations/messages.ts";
import { checkParameters } from "../declarations/parameters.ts";
import { enumOf } from "../types/resolve.ts";
import { aType } from "../types/show.ts";
import type { Family, ProgramContext } from "./program.ts";

/** The index of a signal or flag that is a family; `undefined` for a single one. */
export function familyOf(
  definition: Definition<"signal" | "flag">,
  program: ProgramContext,
): Family | undefined {
  const { parameters } = definition.declaration;
  if (parameters === undefined || parameters.length === 0) return undefined;
  const module = program.home(definition);
  return checkParameters(parameters, definition, module).map(({ name, type, span, file }) => {
    const members = enumOf(type);
    if (members !== undefined) return { name, members };
    if (type.kind !== "error") program.report(familyIndex.at({ file, span }, { name, is: aType(type) }));
    return { name, members: { kind: "enum", name: `${definition.qualified}.${name}`, members: [] } };
  });
}
