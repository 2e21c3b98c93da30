/** Steps of the checker, for whoever writes certificates. */
export { Amounts, type BoundClaim } from "./certificate/bound.ts";
export { boundClaim, checkOne, isKept, labelClaim, latencyClaim, rootsOf } from "./certificate/check.ts";
export { beginsWithin, type CountClaim } from "./certificate/count.ts";
export { type DemandClaim, heldWithin } from "./certificate/demand.ts";
export { Durations } from "./certificate/duration.ts";
export { settledBefore } from "./certificate/known.ts";
export { closed, declared, merge } from "./certificate/label.ts";
export { Flow } from "./certificate/label-flow.ts";
export type { LabelClaim } from "./certificate/labels.ts";
export { Order, type OrderClaim } from "./certificate/order.ts";
export * from "./certificate/program.ts";
