import type { ImportedName } from "@orchlang/language/ast";
import type { LoadedModule } from "../1-load/module.ts";
import type { Definition } from "./definition.ts";

/** The names that a module's declarations may use. Units have a name space of their own. */
export interface ModuleNames {
  readonly module: LoadedModule;
  readonly own: ReadonlyMap<string, Definition>;
  readonly units: ReadonlyMap<string, Definition<"unit">>;
  /** By the name that this module uses. */
  readonly imported: ReadonlyMap<string, ImportedDefinition>;
  /** Names that would be there but for a mistake that has been reported: nothing more is said of them. */
  readonly spoilt: ReadonlySet<string>;
}

export type NamesByModule = ReadonlyMap<string, ModuleNames>;

export interface ImportedDefinition {
  readonly definition: Definition;
  readonly node: ImportedName;
}

/** The definition behind a bare name; what the module declares itself goes first. */
export function lookup(names: ModuleNames, name: string): Definition | undefined {
  return names.own.get(name) ?? names.imported.get(name)?.definition;
}

/** Every name that `lookup` knows. */
export function namesInScope(names: ModuleNames): Iterable<string> {
  return [...names.own.keys(), ...names.imported.keys()];
}
