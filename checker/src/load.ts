export { isStandardName } from "./1-load/find-module.ts";
export { load } from "./1-load/load.ts";
export { folderOf, joinPath, normalisePath, relativePath } from "./1-load/locate.ts";
export { importCycle, moreMistakes } from "./1-load/messages.ts";
export { type LoadedModule, moduleOf, nameOf } from "./1-load/module.ts";
export type { LoadedProject } from "./1-load/project.ts";
export { defaultSettings, type ProjectSettings } from "./1-load/project.ts";
export { projectSchema } from "./1-load/project-schema.ts";
