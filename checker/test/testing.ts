/* Helpers shared with the tests of other packages. */

export { flowsTo } from "../src/3-check/labels/label.ts";
export { sinkCheck } from "../src/3-check/labels/sink.ts";
export type { TracedLabel } from "../src/3-check/traced-label.ts";
export { labelText, understand } from "./expressions/understand.ts";
