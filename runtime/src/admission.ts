// Admission of runs, and the code that they run by.
export { type Admission, admissionHere } from "./orchestrator/admission.ts";
export { deployHere } from "./orchestrator/deploy.ts";
export { admittedInput, entryParameters } from "./orchestrator/input.ts";
export type { Deploy } from "./orchestrator-types.ts";
export { neverBegun } from "./workers/stopped.ts";
export { type Valid, validValue } from "./workers/validate.ts";
