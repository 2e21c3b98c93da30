export { argumentUnknown } from "./3-check/call/messages.ts";
export { failuresOf } from "./3-check/routine/failures.ts";
export { checkPlan } from "./3-check/routine/plan.ts";
