/** Sentences to goals. A door of its own: only who takes what people say needs it. */
export { type GoalsAsked, goalsAsked } from "./intent/goals.ts";
export { type Kept, keptOnDevice } from "./intent/kept.ts";
export { type Requested, requestedPlan } from "./intent/requested.ts";
export type { Lack, Reading, Understood } from "./intent/understand.ts";
export { readingsMax, understand } from "./intent/understand.ts";
export type { GoalClauses } from "./request.ts";
