export { type Analysed, analyse, begins, judgeRoutine, routineMistakes } from "./analyse.ts";
export type { AnalysedGoal, AnalysedRoutine, Analysis } from "./analysis.ts";
export type { RoutineBounds } from "./bounds/context.ts";
export { overflowChain } from "./bounds/holding.ts";
export { analysisCatalogue } from "./catalogue.ts";
export { coverageOf } from "./coverage.ts";
export { expressionText } from "./expression/text.ts";
export { implies } from "./facts/implication.ts";
export { reachedFrom } from "./graph/call-graph.ts";
export { givenIn } from "./labels/given.ts";
export { manifestOf } from "./manifest.ts";
export { type NeverReached, neverReached } from "./never-reached.ts";
export { callsItself, routinesCalled } from "./order/calling.ts";
export { unreachableDiagnostics } from "./order/unreachable.ts";
export { boundGoal, type GoalSurroundings, measuresOf } from "./order-and-bounds.ts";
export { ranksOf } from "./ranks/ranks.ts";
export { deadlocks } from "./resources/deadlock.ts";
export { type Asks, asksOf, wantsOf } from "./resources/waiting.ts";
export { type Approvals, analyseRoutine, type Surroundings } from "./routine.ts";
export { isPart } from "./rules/part.ts";
export {
  attemptsOf,
  type LinkedBlock,
  type LinkedStatement,
  routineTree,
  type Slot,
  targetName,
} from "./tree.ts";
export { gateKey, type Verdicts, verdictsOf } from "./verdicts.ts";
export { counted, isNamed, listed, shortName } from "./words.ts";
