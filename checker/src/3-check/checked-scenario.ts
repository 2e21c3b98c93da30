import type { Span } from "@orchlang/language/ast";
import type { ScenarioClause } from "@orchlang/plan/scenarios";

/** A clause, and where it is written. */
export type CheckedScenarioClause = { readonly span: Span } & ScenarioClause;
