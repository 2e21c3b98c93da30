export { contextLabel, createProgram, writtenSignal, writtenType } from "./3-check/scope/create.ts";
export { familyOf } from "./3-check/scope/family.ts";
export { inside } from "./3-check/scope/homes.ts";
export { moduleContext, typeContext } from "./3-check/scope/module.ts";
export type { ModuleContext, ProgramContext, RoutineOutcome } from "./3-check/scope/program.ts";
export { taggedAmong, tagsOf } from "./3-check/scope/tagged.ts";
export { moduleUnits, standardUnits, unitsByModule } from "./3-check/scope/units.ts";
