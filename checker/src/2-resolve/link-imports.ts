import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import { type Import, type ImportedName, pathText } from "@orchlang/language/ast";
import type { LoadedModule } from "../1-load/module.ts";
import { mistakesPerFileMax } from "../limits.ts";
import type { ImportedDefinition, ModuleNames, OwnNames } from "./collect-names.ts";
import type { Definition } from "./definition.ts";
import { importClash, importedNamePrivate, importedNameUnknown } from "./messages.ts";

/** The result of linking one module's imports. */
interface Linking {
  readonly module: LoadedModule;
  readonly own: OwnNames;
  readonly imported: Map<string, ImportedDefinition>;
  readonly spoilt: Set<string>;
  readonly diagnostics: Diagnostic[];
}

/** Finds the definition behind every imported name. Names of modules that are not there are passed over. */
export function linkImports(
  module: LoadedModule,
  ownNames: ReadonlyMap<string, OwnNames>,
): { readonly names: ModuleNames; readonly diagnostics: readonly Diagnostic[] } {
  const own = ownNames.get(module.name) as OwnNames;
  const linking: Linking = {
    module,
    own,
    imported: new Map(),
    spoilt: new Set(own.spoilt),
    diagnostics: [],
  };
  for (const node of module.tree.imports) {
    // An import of the module itself was reported as a cycle.
    const itself = pathText(node.path) === module.name;
    const from = itself ? undefined : ownNames.get(pathText(node.path));
    for (const name of node.names) linkName(name, node, from, linking);
  }
  const { imported, spoilt, diagnostics } = linking;
  return { names: { module, own: own.own, units: own.units, imported, spoilt }, diagnostics };
}

function linkName(name: ImportedName, node: Import, from: OwnNames | undefined, linking: Linking): void {
  const { text } = name.name;
  const local = (name.alias ?? name.name).text;
  const definition = from?.own.get(text) ?? from?.units.get(text);
  if (definition === undefined || from === undefined) {
    linking.spoilt.add(local);
    if (from !== undefined && text !== "" && !from.spoilt.has(text)) {
      const suggestion = meantBy(name, from, linking);
      // Below it is written as it is called, and that is no second mistake.
      if (suggestion !== undefined && name.alias === undefined) linking.spoilt.add(suggestion);
      const place = { file: linking.module.file.name, span: name.name.span };
      const params = { name: text, module: pathText(node.path) };
      linking.diagnostics.push(importedNameUnknown.at(place, params, didYouMean(place, suggestion)));
    }
    return;
  }
  const place = { file: linking.module.file.name, span: name.name.span };
  if (definition.declaration.private) {
    linking.spoilt.add(local);
    linking.diagnostics.push(
      importedNamePrivate.at(
        place,
        { name: text, module: definition.module },
        { labels: [declaredLabel(definition, "declared private here")] },
      ),
    );
    return;
  }
  const taken = takenBy(local, definition, linking);
  if (taken !== undefined) {
    const labels = [taken];
    linking.diagnostics.push(importClash.at({ ...place, span: name.span }, { name: local }, { labels }));
    return;
  }
  linking.imported.set(local, { definition, node: name });
}

function takenBy(local: string, definition: Definition, linking: Linking) {
  const declared = definition.kind === "unit" ? linking.own.units.get(local) : linking.own.own.get(local);
  if (declared !== undefined) return declaredLabel(declared, "declared here");
  const earlier = linking.imported.get(local);
  if (earlier === undefined) return undefined;
  return { file: linking.module.file.name, span: earlier.node.span, message: "first imported here" };
}

function declaredLabel(definition: Definition, message: string) {
  return { file: definition.file, span: definition.declaration.name.span, message };
}

function meantBy(name: ImportedName, from: OwnNames, linking: Linking): string | undefined {
  if (linking.diagnostics.length >= mistakesPerFileMax) return undefined;
  const open = [...from.own.values(), ...from.units.values()].filter((known) => !known.declaration.private);
  return closest(
    name.name.text,
    open.map((known) => known.name),
  );
}
