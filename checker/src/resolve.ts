export { mentionsIn, resolvePath } from "./2-resolve/check-mentions.ts";
export {
  definitionOf,
  duplicate,
  type ImportedDefinition,
  lookup,
  type ModuleNames,
  type OwnNames,
  spoiltBy,
} from "./2-resolve/collect-names.ts";
export {
  type CompleteCapability,
  completed,
  type Definition,
  type DefinitionKind,
  definitionKinds,
  isOfKind,
  kindInWords,
  takenOver,
} from "./2-resolve/definition.ts";
export { linkImports } from "./2-resolve/link-imports.ts";
export { mentionFinder } from "./2-resolve/mentions.ts";
export { declaredMisspelt, nameUnknown } from "./2-resolve/messages.ts";
export { type Outline, outliner } from "./2-resolve/outline.ts";
export { type ResolvedProject, resolve, startedBy } from "./2-resolve/resolve.ts";
export {
  mayBeUnused,
  unusedImports,
  unusedLets,
  unusedParameters,
  unusedPrivate,
} from "./2-resolve/unused.ts";
