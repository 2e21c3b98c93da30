// Admission of runs, and the code that they run by.
export { type Admission, admissionHere } from "./orchestrator/admission.ts";
export { type Deploy, deployHere } from "./orchestrator/deploy.ts";
export { admittedInput, entryParameters } from "./orchestrator/input.ts";
export { neverBegun } from "./workers/stopped.ts";
export { type Valid, validValue } from "./workers/validate.ts";
