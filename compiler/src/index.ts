export type { Sources } from "./5-plan/about.ts";
export { type CompiledProject, type CompileResult, compile, type Program } from "./compile.ts";
export type { Host, Reading } from "./host.ts";
export type { CompileTarget } from "./targets.ts";
