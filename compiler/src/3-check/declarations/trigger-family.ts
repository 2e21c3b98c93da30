import type { Definition } from "../../2-resolve/definition.ts";
import type { Binding } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import { enumOf } from "../types/resolve.ts";
import { aType } from "../types/show.ts";
import { familyIndex } from "./messages.ts";

/** A member of a trigger's family, and what its variable stands for there. */
export interface TriggerMember {
  readonly name: string;
  readonly binding: Binding;
}

/** `for room in Room`: the members of an enum, or of a pool; `undefined` for a single trigger. */
export function triggerMembers(
  definition: Definition<"trigger">,
  module: ModuleContext,
): readonly TriggerMember[] | undefined {
  const { family } = definition.declaration;
  if (family === undefined) return undefined;
  const of = definitionAt(module, family.of, "type", "resource");
  if (of?.kind === "resource") {
    const { names } = module.program.poolOf(of);
    return names.members.map((name) => ({
      name,
      binding: constantBinding(name, { ...names, only: [name] }),
    }));
  }
  if (of === undefined) return [];
  const { type } = module.program.typeOf({ name: of.qualified, file: of.file, declaration: of.declaration });
  const members = enumOf(type);
  if (members !== undefined) {
    return members.members.map((name) => ({
      name,
      binding: constantBinding(name, { ...members, only: [name] }),
    }));
  }
  if (type.kind !== "error") {
    const place = { file: module.file, span: family.of.span };
    module.program.report(familyIndex.at(place, { name: of.name, is: aType(type) }));
  }
  return [];
}

function constantBinding(value: string, type: Binding["type"]): Binding {
  return { read: { op: "constant", value }, type, label: publicLabel, constant: { value } };
}
