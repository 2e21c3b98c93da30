// Expressions: shapes and evaluation.
export { bindLocals } from "./evaluate/bind-locals.ts";
export { equal, matches, order } from "./evaluate/compare.ts";
export { decider, evaluate, evaluator } from "./evaluate/evaluate.ts";
export { foldConstants } from "./evaluate/fold-constants.ts";
export { type FoldName, foldNames, isFoldName } from "./evaluate/folds/table.ts";
export { conjunctsOf, freeReads, partsOf } from "./evaluate/free-reads.ts";
export type { PureFunction } from "./evaluate/functions/define.ts";
export {
  type FunctionName,
  functionNames,
  functionOf,
  isFunctionName,
  takes,
} from "./evaluate/functions/table.ts";
export type { Evaluated, Scope } from "./evaluate/outcome.ts";
export { evaluationLimits } from "./evaluate/outcome.ts";
export type {
  Constant,
  Expression,
  Fold,
  MatchArm,
  Pattern,
  Read,
  RecordEntry,
  TemplatePart,
} from "./shapes/expression.ts";
