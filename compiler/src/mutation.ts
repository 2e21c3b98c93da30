/** Small mistakes that an edit could make: what a program's scenarios are measured by. */
export type { Mutant } from "./mutation/mutant.ts";
export { mutantsOf } from "./mutation/mutants.ts";
