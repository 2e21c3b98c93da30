export { type Find, type Reach, reachOf, tellingStarts, unaskedAnswers } from "./3-check/scenario/reach.ts";
export { checkScenario } from "./3-check/scenario/scenario.ts";
export { statementsOf, stepsOfRoutine } from "./3-check/scenario/target.ts";
