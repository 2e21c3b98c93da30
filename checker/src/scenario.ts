export { type Reach, reachOf } from "./3-check/scenario/reach.ts";
export { type Find, tellingStarts, unaskedAnswers } from "./3-check/scenario/reach-warnings.ts";
export { checkScenario } from "./3-check/scenario/scenario.ts";
export { statementsOf, stepsOfRoutine } from "./3-check/scenario/target.ts";
