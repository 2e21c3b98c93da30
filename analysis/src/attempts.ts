import type { CheckedStatement } from "@orchlang/checker";
import { furtherTries } from "@orchlang/plan";
import type { Attempt, Target } from "@orchlang/plan/nodes";
import type { Located } from "./tree.ts";

/** `do` is the step itself, `else1` its first handler, `do1` the first of a quorum. */
export type Slot = "do" | `else${number}` | `do${number}`;

/** One way of doing a step, and where it stands in it. */
export interface SlottedAttempt {
  readonly slot: Slot;
  readonly attempt: Attempt;
}

const none: readonly SlottedAttempt[] = [];

/** Every call that a statement itself can make; those in its blocks are other statements'. */
export function attemptsOf({ node }: CheckedStatement): readonly SlottedAttempt[] {
  const rescues = "rescues" in node ? node.rescues : [];
  // Nearly all statements make one call or none.
  if (rescues.length === 0 && node.kind !== "quorum") {
    return node.kind === "call" ? [{ slot: "do", attempt: node.attempt }] : none;
  }
  const found: SlottedAttempt[] = [];
  if (node.kind === "call") found.push({ slot: "do", attempt: node.attempt });
  if (node.kind === "quorum") {
    for (const [at, attempt] of node.attempts.entries()) found.push({ slot: `do${at + 1}`, attempt });
  }
  for (const [at, rescue] of rescues.entries()) {
    if ("attempt" in rescue) found.push({ slot: `else${at + 1}`, attempt: rescue.attempt });
  }
  return found;
}

/**
 * How often an undo or a confirm begins at most each time that it is called for: it is tried again by itself before
 * somebody is asked (semantics, rule 43).
 */
export const triesAbout = 1 + furtherTries;

/** The target of an attempt: a capability, a plan or a goal, by its qualified name. */
export function targetName(target: Target): string {
  if ("capability" in target) return target.capability;
  return "routine" in target ? target.routine : target.goal;
}

/** The first place where one of `names` is called, with the statement. */
export function firstCall(statements: readonly Located[], names: ReadonlySet<string>): Located | undefined {
  return statements.find((located) =>
    attemptsOf(located.statement).some(({ attempt }) => names.has(targetName(attempt.target))),
  );
}
