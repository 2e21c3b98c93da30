export type { RunStatus, User } from "./messages.ts";
export { type Ahead, aheadOf, type Progress, progressOf } from "./run/ahead.ts";
export { answerSchema, answerSchemaOf } from "./run/answer.ts";
export { callsBack } from "./run/call.ts";
export type { RunCommand } from "./run/commands.ts";
export { awaitedByPlan, awaitedEvents, contextNames } from "./run/context-names.ts";
export { mayCancel } from "./run/decide/order.ts";
export { type Order, observedKinds, type RunEvent, type RunInput } from "./run/events.ts";
export { wouldDischarge } from "./run/evolve/obligations.ts";
export { mayKeep, mayResolve, mayRetry } from "./run/evolve/orders.ts";
export { isSettled } from "./run/evolve/settle.ts";
export { type Foresight, foresee, toldNext } from "./run/foresee.ts";
export { runMachine } from "./run/machine.ts";
export { type Flight, pending, recovery } from "./run/pending.ts";
export { type Redecided, redecide, redeciding } from "./run/redecide.ts";
export { selects } from "./run/rules.ts";
export { errorValue } from "./run/scope.ts";
export { emptyRun, frameAt, type IntentState, laidAt, nodeAt, type RunState, wholeRun } from "./run/state.ts";
export {
  type NodeView,
  nodesOf,
  type StatementView,
  statementsOf,
} from "./run/statements.ts";
export {
  intentNamed,
  nodeKey,
  type StepView,
  spentOf,
  stepName,
  stepOfCall,
  stepOfKey,
  stepsOf,
  type Totals,
  valueOfNode,
  type WaitingFor,
  waitingOf,
} from "./run/view.ts";
