import type { ExpectClause } from "@orchlang/plan/scenarios";
import type { Trial } from "./case.ts";

const propertyNames = [
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
type PropertyName = (typeof propertyNames)[number];

/** A violation: behaviour that no run of a sound plan has. */
export interface Violation {
  readonly property: PropertyName;
  /** The subject: a step, a rule. One case is enough for a property and subject. */
  readonly about: string;
  /** In words, one sentence. */
  readonly says: string;
  /** The violated expectation. */
  readonly expect: ExpectClause;
}

export type Property = (trial: Trial) => readonly Violation[];

export const completed: ExpectClause = { kind: "expect", expects: "completed" };

export function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
