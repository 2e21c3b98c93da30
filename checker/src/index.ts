export { checkerCatalogue } from "./3-check/catalogue.ts";
export { check } from "./3-check/check.ts";
export type {
  CheckedBlock,
  CheckedCapability,
  CheckedGoal,
  CheckedProgram,
  CheckedRoutine,
  CheckedRule,
  CheckedScenario,
  CheckedStatement,
  Pool,
  TracedLabel,
  Unordered,
} from "./3-check/checked.ts";
export type { AskedCondition, CheckedFlag, CheckedTrigger } from "./3-check/checked-context.ts";
export { checkDefinition, type Gathering, gathering } from "./3-check/declaration.ts";
export type { Origin } from "./3-check/origin.ts";
export { calleesFirst, callersFirst } from "./callees-first.ts";
export type { Host, Reading } from "./host.ts";
export { cellsDeepMax, mistakesPerFileMax } from "./limits.ts";
export { once, oncePer } from "./once.ts";
export type { Program } from "./program.ts";
