import type { Expression } from "./expression.ts";
import type { NodeId } from "./node.ts";
import type { Confidentiality, Tier } from "./value.ts";

export type Severity = "blocking" | "warning" | "advisory" | "informational";

/** The actions that a rule refers to. */
export type Selector =
  | { readonly name: string }
  | { readonly tagged: string }
  | { readonly kind: string }
  | { readonly any: true };

/** `when` reads `args` and, for an ended action, `result`. Default outcome: completed. */
export interface Action {
  readonly selector: Selector;
  readonly outcome?: "granted" | "completed" | "failed";
  readonly when?: Expression;
}

export interface Policy {
  readonly name: string;
  readonly category?: string;
  readonly severity: Severity;
  readonly on: readonly Selector[];
  readonly verdicts: readonly Verdict[];
}

/** Conditions read `args step user run resource now`, signals and flags. */
export type Verdict =
  | { readonly kind: "deny" | "allow" | "warn"; readonly when: Expression; readonly because?: string }
  /** The call waits while the condition holds or is unknown, for at most `within` ms in all; then it is denied. */
  | {
      readonly kind: "defer";
      readonly when: Expression;
      readonly within: number;
      readonly because?: string;
    }
  | { readonly kind: "consent"; readonly scope: string }
  | { readonly kind: "approval"; readonly role: string; readonly within?: Expression }
  | { readonly kind: "limit"; readonly count: number; readonly per: Expression; readonly by?: Expression }
  | { readonly kind: "record"; readonly value: Expression };

export interface Guardrail {
  readonly name: string;
  readonly category?: string;
  readonly severity: Severity;
  readonly rules: readonly GuardrailRule[];
}

/** The forms of semantics, rule 35. Quantities: Money; ms; J; a number of tokens. */
export type GuardrailRule =
  | { readonly kind: "before"; readonly first: Action; readonly second: Action }
  | { readonly kind: "preceded"; readonly every: Action; readonly by: readonly Action[] }
  | {
      readonly kind: "followed";
      readonly every: Action;
      readonly by: readonly Action[];
      readonly within?: Expression;
    }
  | { readonly kind: "atMost"; readonly count: number; readonly of: Action; readonly per?: Expression }
  | { readonly kind: "never"; readonly of: Selector; readonly when?: Expression }
  | {
      readonly kind: "flow";
      readonly label: Confidentiality | "untrusted";
      readonly to: { readonly tier: Tier } | { readonly selector: Selector };
    }
  | { readonly kind: "bound"; readonly of: Resource; readonly limit: Expression };

export type Resource = "cost" | "latency" | "energy" | "tokens";

/** The assumptions of a proof (semantics, rule 37). */
export type Assumption =
  | "declared bounds kept"
  | "no redispatch"
  /** No more than `limits.deaths` in the settings says. */
  | "process deaths within limit"
  /** An undo or a confirm succeeds within the tries that it has. */
  | "undo succeeds"
  | "nothing in doubt"
  | "no member lost"
  | "process up"
  /** To all that the capabilities are declared to need. */
  | "consent given"
  | "pool not shared"
  | "effect as declared";

/** Where a rule came from. */
export type RuleSource =
  | { readonly guardrail: string; readonly rule: number }
  | { readonly policy: string; readonly verdict: number }
  | { readonly goal: string; readonly clause: "success" | "budget" | "keep"; readonly index: number }
  | {
      readonly capability: string;
      readonly clause: "ensures" | "scope" | "clearance";
      readonly index: number;
    }
  | {
      readonly step: NodeId;
      readonly clause: "endorse" | "declassify" | "redact" | "irreversible" | "held";
    }
  /** How many members one run holds at once. */
  | { readonly pool: string; readonly clause: "demand" };

/** A rule that met a plan: every one is listed, with how it ended (semantics, rules 36 to 41). */
export interface Obligation {
  readonly id: string;
  readonly source: RuleSource;
  /** As a reader names it: `reviewed_before_sending`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: "proved" | "checked" | "refused";
  readonly assumes: readonly Assumption[];
  /** Where it is decided, or what it speaks of, as `routine/node`. */
  readonly nodes: readonly string[];
}

/** A decision at a gate, named by its obligation. */
export type Check =
  | { readonly id: string; readonly kind: "policy"; readonly policy: string; readonly verdict: number }
  | { readonly id: string; readonly kind: "guardrail"; readonly guardrail: string; readonly rule: number }
  | { readonly id: string; readonly kind: "consent"; readonly scope: string }
  | {
      readonly id: string;
      readonly kind: "budget";
      /** As a reader names the rule: `m.bounded 2`. Default: the id, as in plans of before. */
      readonly name?: string;
      readonly of: Resource;
      readonly limit: Expression;
      readonly severity: Severity;
    };
