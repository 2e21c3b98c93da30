export { mentionsIn, resolvePath } from "./2-resolve/check-mentions.ts";
export { definitionOf, duplicate, type OwnNames, spoiltBy } from "./2-resolve/collect-names.ts";
export { type CompleteCapability, completed, takenOver } from "./2-resolve/defaults.ts";
export {
  type Definition,
  type DefinitionKind,
  definitionKinds,
  isOfKind,
  kindInWords,
} from "./2-resolve/definition.ts";
export { linkImports } from "./2-resolve/link-imports.ts";
export { mentionFinder } from "./2-resolve/mentions.ts";
export { declaredMisspelt, nameUnknown } from "./2-resolve/messages.ts";
export { type ImportedDefinition, lookup, type ModuleNames } from "./2-resolve/module-names.ts";
export { type Outline, outliner } from "./2-resolve/outline.ts";
export { type ResolvedProject, resolve, startedBy } from "./2-resolve/resolve.ts";
export { mayBeUnused, unusedImports, unusedParameters, unusedPrivate } from "./2-resolve/unused.ts";
