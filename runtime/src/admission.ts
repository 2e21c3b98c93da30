export { admittedInput, entryParameters } from "./orchestrator/input.ts";
export { neverBegun } from "./workers/stopped.ts";
export { type Valid, validValue } from "./workers/validate.ts";
