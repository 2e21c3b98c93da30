// Rules that meet a plan, and what became of each.
export type {
  Action,
  Assumption,
  Check,
  Guardrail,
  GuardrailRule,
  Obligation,
  Policy,
  Resource,
  RuleSource,
  Selector,
  Severity,
  Verdict,
} from "./shapes/rule.ts";
