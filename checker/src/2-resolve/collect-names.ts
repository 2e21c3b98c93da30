import type { Diagnostic } from "@orchlang/language";
import type { Declaration, ImportedName, Name } from "@orchlang/language/ast";
import type { LoadedModule } from "../1-load/module.ts";
import { completed, type Definition, type DefinitionKind, definitionKinds } from "./definition.ts";
import { defaultsTwice, nameDuplicate } from "./messages.ts";

/** The declarations of a module, before its imports are linked. */
export interface OwnNames {
  readonly own: ReadonlyMap<string, Definition>;
  readonly units: ReadonlyMap<string, Definition<"unit">>;
  readonly spoilt: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Stands among the spoilt names for a declaration whose own could not be read: it may be any that is not known. */
export const nameless = "";

export function collectNames(module: LoadedModule): OwnNames {
  const own = new Map<string, Definition>();
  const units = new Map<string, Definition<"unit">>();
  const spoilt = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const declaration of module.tree.declarations) {
    const definition = definitionOf(declaration, module);
    if (definition === undefined) {
      for (const name of spoiltBy(declaration)) spoilt.add(name);
      continue;
    }
    const names: Map<string, Definition> = definition.kind === "unit" ? units : own;
    const first = names.get(definition.name);
    if (first === undefined) names.set(definition.name, definition);
    else diagnostics.push(duplicate(first, definition));
  }
  for (const [name, definition] of own) {
    if (definition.kind !== "capability") continue;
    own.set(name, { ...definition, declaration: completed(definition.declaration, (one) => own.get(one)) });
  }
  return { own, units, spoilt, diagnostics };
}

/** The names that a declaration without a definition may have been meant to give. */
export function spoiltBy(declaration: Declaration): readonly string[] {
  if (declaration.kind === "scenarioDeclaration") return [];
  const name = declaration.name?.text ?? nameless;
  return declaration.kind === "brokenDeclaration" ? [...new Set([name, ...declaration.lost])] : [name];
}

/** `undefined`: a scenario, or a declaration that could not be read or whose name is missing. */
export function definitionOf(
  declaration: Declaration,
  { name: module, file }: { readonly name: string; readonly file: { readonly name: string } },
): Definition | undefined {
  const name = declaredName(declaration);
  if (name === undefined || name.text === "") return undefined;
  const kind: DefinitionKind = definitionKinds[declaration.kind as keyof typeof definitionKinds];
  return {
    kind,
    name: name.text,
    qualified: `${module}.${name.text}`,
    module,
    file: file.name,
    declaration,
  } as Definition;
}

function declaredName(declaration: Declaration): Name | undefined {
  if (declaration.kind === "scenarioDeclaration" || declaration.kind === "brokenDeclaration")
    return undefined;
  return declaration.name;
}

export function duplicate(first: Definition, again: Definition): Diagnostic {
  const message = again.kind === "defaults" ? defaultsTwice : nameDuplicate;
  return message.at(
    { file: again.file, span: again.declaration.name.span },
    { name: again.name },
    { labels: [{ file: first.file, span: first.declaration.name.span, message: "first declared here" }] },
  );
}

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
