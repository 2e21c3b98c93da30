export type { LabelFacts } from "./3-check/checked.ts";
export { wholeLabel } from "./3-check/labels/inside.ts";
export {
  internalLabel,
  isCleared,
  isWithoutWay,
  joinLabels,
  labelNames,
  labelOf,
  labelWords,
  publicLabel,
  through,
} from "./3-check/labels/label.ts";
export { joinFacts, labelFactsOf } from "./3-check/labels/label-facts.ts";
