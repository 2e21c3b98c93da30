/** Steps of the checker, for whoever writes certificates. */
export { type Claim, checkOne, claimOf } from "./certificate/claims.ts";
export { type FiguresClaim, measuresOf, Sums, type SumsClaim } from "./certificate/figures.ts";
export { Flows } from "./certificate/labels.ts";
export { type OrderClaim, Steps } from "./certificate/order.ts";
export * from "./certificate/program.ts";
export { type ResponseClaim, unanswered } from "./certificate/response.ts";
export { isStrict, type LabelClaim } from "./certificate/sinks.ts";
