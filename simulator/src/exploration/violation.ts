import type { ExpectClause } from "@orchlang/plan";
import type { Trial } from "./case.ts";

export const propertyNames = [
  "guardrail",
  "refused",
  "success",
  "bound",
  "once",
  "doubled",
  "twice",
  "agreed",
  "left standing",
  "undo",
  "held",
  "raced",
  "termination",
  "waiting",
  "cancelled",
  "owed",
  "kernel",
  "differs",
] as const;
export type PropertyName = (typeof propertyNames)[number];

/** What a run has done that no run of a sound plan does. */
export interface Violation {
  readonly property: PropertyName;
  /** What it is about: a step, a rule. Of one property and subject one case is enough. */
  readonly about: string;
  /** In words, one sentence. */
  readonly says: string;
  /** What is not so then, and has to be. */
  readonly expect: ExpectClause;
}

export type Property = (trial: Trial) => readonly Violation[];

export const completed: ExpectClause = { kind: "expect", expects: "completed" };

export function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
