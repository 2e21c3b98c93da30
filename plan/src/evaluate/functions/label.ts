import { of1 } from "./define.ts";
import { anyValue } from "./kinds.ts";

/**
 * Where the author takes a label away (semantics, rule 49). The value stays as it is; the call stands in the plan so
 * that whoever follows labels through its expressions sees where one ends.
 */
export const label = {
  "label.endorse": of1(anyValue, (value) => value),
  "label.declassify": of1(anyValue, (value) => value),
};
