/* Changes of a program by the evidence of a journal: `@orchlang/editing/improve`. */

export type { Evidence } from "./improve/change.ts";
export { type Dropped, type Improvement, type ImproveRequest, improvements } from "./improve/improve.ts";
export { type Answers, betterRoutes } from "./improve/routes.ts";
