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
export { joinFacts, type LabelFacts, labelFactsOf } from "./3-check/labels/label-facts.ts";
