import type { Json } from "./value.ts";

/**
 * `says`: what a person reads where the value alone has lost its unit, `5%` for 0.05; empty where nobody has written the
 * value, as of a factor between units. It means nothing to a run.
 */
export interface Constant {
  readonly op: "constant";
  readonly value: Json;
  readonly says?: string;
}

/**
 * An expression as a plan file carries it: resolved and typed, so that evaluating needs no types.
 * Pure and total; every function it calls stands in the closed table of `evaluate/functions`.
 */
export type Expression =
  | Constant
  | Read
  | { readonly op: "field"; readonly of: Expression; readonly name: string; readonly optional?: true }
  | { readonly op: "record"; readonly entries: readonly RecordEntry[] }
  | { readonly op: "list"; readonly items: readonly Expression[] }
  | { readonly op: "call"; readonly fn: string; readonly args: readonly Expression[] }
  | Fold
  | { readonly op: "and" | "or"; readonly items: readonly Expression[] }
  | { readonly op: "not"; readonly of: Expression }
  | { readonly op: "if"; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | {
      readonly op: "match";
      readonly subject: Expression;
      readonly arms: readonly MatchArm[];
      readonly otherwise?: Expression;
    }
  /** `orUnknown`: `left` is of what is true now; then nobody knowing it is like its being none. Here and below. */
  | {
      readonly op: "coalesce";
      readonly left: Expression;
      readonly right: Expression;
      readonly orUnknown?: true;
    }
  | { readonly op: "isNone"; readonly of: Expression; readonly orUnknown?: true }
  | { readonly op: "template"; readonly parts: readonly TemplatePart[] };

/**
 * A name that has been resolved.
 * - `input`: a parameter of the plan or goal.
 * - `node`: the value of a node (step or `let`), seen from the site of the reader.
 * - `local`: bound by what surrounds the expression: a lambda's or loop's variable, `it`, `result`, `error`,
 *   `outcome`, `args`, `event`, `resource`, a capability's parameter inside its own clauses.
 * - `context`: what is true now: a signal, a flag, `now`, `user`. May be unknown.
 */
export interface Read {
  readonly op: "read";
  readonly from: "input" | "node" | "local" | "context";
  readonly name: string;
}

export type RecordEntry =
  | { readonly name: string; readonly value: Expression }
  | { readonly spread: Expression };

/** A list function with a lambda: `map filter any all count sum min max sort_by group_by find flatten distinct`. */
export interface Fold {
  readonly op: "fold";
  readonly fn: string;
  readonly list: Expression;
  /** The lambda's variable, read as a `local`. Left out where the function takes no lambda. */
  readonly as?: string;
  readonly body?: Expression;
}

export interface MatchArm {
  readonly patterns: readonly Pattern[];
  readonly value: Expression;
}

/** A pattern: a constant, or a range with both ends included. */
export type Pattern =
  | { readonly is: Json }
  | { readonly from: Json; readonly to: Json }
  /** A race's branch has won. `orNone`: what it gave may be none; of a branch that lost the record has no field. */
  | { readonly present: string; readonly orNone?: true }
  /** A tagged union is this case: its field `case` says so. */
  | { readonly case: string };

/** `as` says how a value is written into text: a function of the closed table, as `text.of_money`. */
export type TemplatePart = string | { readonly value: Expression; readonly as: string };
