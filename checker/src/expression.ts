export { wordsOf } from "./3-check/expression/coverage.ts";
export { foldNames } from "./3-check/expression/fold-names.ts";
export { coreFunctions, coreNames, functionsNamed } from "./3-check/expression/functions/core.ts";
export { doneStates } from "./3-check/expression/is.ts";
export { unknownName } from "./3-check/expression/reference.ts";
export type { Environment, Expectation, Typed, Watch } from "./3-check/expression/typed.ts";
