/** Steps of the checker, for whoever writes certificates. */
export { checkOne, rootsOf } from "./certificate/check.ts";
export { beginsWithin, type CountClaim } from "./certificate/count.ts";
export { settledBefore } from "./certificate/known.ts";
export { Order, type OrderClaim } from "./certificate/order.ts";
export * from "./certificate/program.ts";
