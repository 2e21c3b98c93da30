export type { NeverReached } from "@orchlang/analysis";
export type { Host, Program, Reading } from "@orchlang/checker";
export { projectSchema } from "@orchlang/checker/load";
export type { Sources } from "./5-plan/about.ts";
export { certificatesOf, type MemberTypes } from "./5-plan/certificates/certificates.ts";
export type { CompiledWorld } from "./5-plan/world.ts";
export { compilerCatalogue } from "./catalogue.ts";
export { type CompiledProject, type CompileResult, compile } from "./compile.ts";

export type { CompiledScenario, CompiledTrigger } from "./scenarios.ts";
export type { TextChange } from "./session/document.ts";
export type { Look, OpenPart, OpenProject, PlaceInFile, Seen } from "./session/open-program.ts";
export { openSession, type Session } from "./session/session.ts";
export type { CompileTarget } from "./targets.ts";
export { type DataUse, dataUse, type FieldUse } from "./triggers/data-use.ts";
export { type TriggerMatrix, type TriggerRow, triggerMatrix } from "./triggers/matrix.ts";
