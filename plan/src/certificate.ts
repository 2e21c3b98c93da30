/** Steps of the checker, for whoever writes certificates. */
export { Amounts, type BoundClaim } from "./certificate/bound.ts";
export { boundClaim, checkOne, rootsOf } from "./certificate/check.ts";
export { beginsWithin, type CountClaim } from "./certificate/count.ts";
export { settledBefore } from "./certificate/known.ts";
export { Order, type OrderClaim } from "./certificate/order.ts";
export * from "./certificate/program.ts";
export { closed, declared, merge } from "./certificate/label.ts";
export { Flow } from "./certificate/label-flow.ts";
export { labelClaim } from "./certificate/check.ts";
export type { LabelClaim } from "./certificate/labels.ts";
