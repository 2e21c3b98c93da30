import type { Attempt, Node, Plan, Routine } from "@orchlang/plan";
import type { Trial } from "../case.ts";
import { effectsOf } from "../effects.ts";
import { attemptsOf, leavesSomething, nodeOf, routineAt } from "../plan-facts.ts";
import { short, type Violation } from "../violation.ts";

/**
 * A run that does not complete takes back what it did. What has no undo at all stays, and the plan file says so
 * (semantics, rule 46a); but where all else of a plan, or another way of doing the same, is taken back, one that is not
 * was forgotten.
 */
export function leftStanding(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const { closed } = run.state;
  if (closed === undefined || closed.outcome.status === "completed") return [];
  const { plan } = run.file;
  return effectsOf(trial).flatMap(({ intent, stands, irreversible, hasUndo }) => {
    if (!stands || irreversible || hasUndo || intent.kept || intent.outcome !== "completed") return [];
    const { routine, node } = intent.intent.call;
    const placed = nodeOf(plan, routine, node);
    if (placed === undefined || placed.inFinally || !isForgotten(plan, placed.node, placed.around, routine))
      return [];
    return [
      {
        property: "left standing" as const,
        about: `${routine}/${node}`,
        says: `The run ends as ${closed.outcome.status}, other things are taken back, and what ${short(intent.capability)} did stays.`,
        expect: { kind: "expect" as const, expects: "undone" as const, target: intent.capability },
      },
    ];
  });
}

function isForgotten(plan: Plan, node: Node, around: readonly Node[], path: string): boolean {
  const others = attemptsOf(node).filter((attempt) => leaves(plan, attempt));
  if (others.some((attempt) => isTakenBack(plan, attempt))) return true;
  const routine = plan.routines[routineAt(path)];
  if (routine === undefined) return false;
  const all = effects(plan, routine);
  const lacking = all.filter(({ attempt }) => !isTakenBack(plan, attempt));
  if (all.length > 2 && lacking.length === 1) return true;
  const branch = around.find(({ kind }) => kind === "branch");
  return (
    branch !== undefined &&
    all.some(
      ({ node: other, attempt }) =>
        other.block !== node.block &&
        nodeOf(plan, path, other.id)?.around.includes(branch) === true &&
        isTakenBack(plan, attempt),
    )
  );
}

function effects(
  plan: Plan,
  routine: Routine,
): readonly { readonly node: Node; readonly attempt: Attempt }[] {
  return routine.nodes
    .filter(({ id }) => nodeOf(plan, routine.name, id)?.inFinally !== true)
    .flatMap((node) =>
      attemptsOf(node)
        .filter((attempt) => leaves(plan, attempt))
        .map((attempt) => ({ node, attempt })),
    );
}

function leaves(plan: Plan, { target }: Attempt): boolean {
  return "capability" in target && leavesSomething(plan, target.capability);
}

/** Or that it is not is said. */
function isTakenBack(plan: Plan, { target, options }: Attempt): boolean {
  const declared = "capability" in target ? plan.capabilities[target.capability] : undefined;
  return (
    (options.undo ?? declared?.undo) !== undefined ||
    (options.irreversible ?? declared?.irreversible) !== undefined
  );
}
