import { lookup, type ModuleNames, namesInScope } from "../../2-resolve/collect-names.ts";
import { type Definition, isOfKind, isWhole } from "../../2-resolve/definition.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { internalLabel, publicLabel } from "../labels/label.ts";
import { userType } from "../types/built-in.ts";
import { boolType, errorType, instantType } from "../types/kinds.ts";
import type { ProgramContext } from "./program.ts";

const nowBinding: Binding = {
  read: { op: "read", from: "context", name: "now" },
  type: instantType,
  label: publicLabel,
};

/** The user the run is for; their data is the installation's matter. */
const userBinding: Binding = {
  read: { op: "read", from: "context", name: "user" },
  type: userType,
  label: internalLabel,
};

/** A name behind which there is a mistake that has been reported. */
export const spoiltBinding: Binding = {
  read: { op: "constant", value: null },
  type: errorType,
  label: publicLabel,
};

/** The scope of every expression in a module: its signals and flags, `now` and `user`. */
export function moduleEnvironment(names: ModuleNames, program: ProgramContext): Environment {
  return {
    lookup(name) {
      const definition = lookup(names, name);
      // A name that a reported mistake spoils is known, and says nothing.
      if (definition === undefined ? names.spoilt.has(name) : !isWhole(definition)) return spoiltBinding;
      if (isOfKind(definition, "constant")) return program.constantOf(definition);
      if (isOfKind(definition, "signal", "flag")) return contextBinding(definition, program);
      if (name === "now") return nowBinding;
      return name === "user" ? userBinding : undefined;
    },
    names() {
      if (!program.suggests()) return [];
      const known = [...namesInScope(names)].filter((name) =>
        isOfKind(lookup(names, name), "signal", "flag", "constant"),
      );
      return [...known, "now", "user"];
    },
  };
}

function contextBinding(definition: Definition<"signal" | "flag">, program: ProgramContext): Binding {
  const { declaration } = definition;
  const type = definition.kind === "flag" ? boolType : program.signalTypeOf(definition).type;
  const family = program.familyOf(definition);
  return {
    read: { op: "read", from: "context", name: definition.qualified },
    type,
    label: program.contextLabelOf(definition),
    declared: { file: definition.file, span: declaration.name.span },
    ...(family === undefined ? {} : { family }),
  };
}
